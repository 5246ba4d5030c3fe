"""Read-only HTML pages: an article with claims and versions, a reading, the report of a run."""
