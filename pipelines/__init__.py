"""Stages from a news page to rows: sources, fetch, extraction, reader, resolution and frames."""
