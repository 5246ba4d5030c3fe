"""Bytes: what kind of content a capture is, and the characters that its bytes stand for."""
