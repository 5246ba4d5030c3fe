"""Speakers: the entity behind the words of a source, and the type of the source."""
