"""Entities: names of an article grouped by the person, organization or place they mean, with public identifiers."""
