"""The page as parsed: its tree, its meta tags and its schema.org objects."""
