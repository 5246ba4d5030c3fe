"""Speakers: whom the words of a source stand for, and of what type that source is."""
