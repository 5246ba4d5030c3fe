"""Bytes: the content kind of a capture, and the text that its bytes encode."""
