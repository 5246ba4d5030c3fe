"""Captures saved as plain text: the selection of the article's lines."""
