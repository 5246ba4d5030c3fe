"""A run: ingest pages, publish rows, link copies and stories, write a receipt and a report."""
