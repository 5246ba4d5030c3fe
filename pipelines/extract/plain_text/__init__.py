"""Captures that were saved as plain text: which of their lines are the article's."""
