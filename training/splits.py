"""What is kept back of the training parts, to choose with and to calibrate on; nothing of it is trained on."""

import hashlib

SHARE = 20
"""One document of so many is kept back."""


def is_kept_back(name: str) -> bool:
    """Whether this document of PolNeAR's training part or of worldwide newswire is kept back; by its name alone."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % SHARE == 0
