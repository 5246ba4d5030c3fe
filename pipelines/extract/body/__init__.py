"""The body of a page: Trafilatura's extraction without furniture, and pages that have no body."""
