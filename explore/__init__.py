"""Pages for people: an article with its claims and versions, a reading, the report of a run. They only read."""
