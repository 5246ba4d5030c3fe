"""The data-quality report of a run as an HTML page."""
