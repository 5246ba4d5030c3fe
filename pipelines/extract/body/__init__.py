"""The body of a page: Trafilatura's text without furniture. Pages without a body are rejected."""
