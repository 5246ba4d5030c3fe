"""Read-only HTML pages: an article with its claims and versions, a reading, the report of a run."""
