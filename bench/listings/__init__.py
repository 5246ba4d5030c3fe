"""Listings for people, of texts and rules rather than figures."""
