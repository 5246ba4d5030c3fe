"""Bytes: the content kind of a capture, and the decoded text."""
