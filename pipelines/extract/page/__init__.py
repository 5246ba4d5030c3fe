"""The parsed page: its tree, its meta tags and its schema.org objects."""
