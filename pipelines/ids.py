"""Ids that come from content, so that the same thing gets the same id in every run and on every machine."""

import hashlib

ID_LENGTH = 32
_SEPARATOR = "\x1f"
_MISSING = "\x00"


def content_id(*parts: str | int | None) -> str:
    """32 hex digits of SHA-256 over the parts in order.

    None and "" differ, and no two different lists of parts run together: a part's own separators are escaped.
    """
    escaped = (_MISSING if part is None else str(part).replace("\\", "\\\\").replace(_SEPARATOR, "\\u") for part in parts)
    return sha256_hex(_SEPARATOR.join(escaped).encode("utf-8", "surrogatepass"))[:ID_LENGTH]


def sha256_hex(data: bytes) -> str:
    """The whole SHA-256 of some bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
