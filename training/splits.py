"""Held-out documents of the training parts, for choosing and calibrating; no training uses them."""

import hashlib

SHARE = 20
"""One of this many documents is held out."""


def is_kept_back(name: str) -> bool:
    """Return True if a document of PolNeAR's training part or of worldwide newswire is held out, by its name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % SHARE == 0
