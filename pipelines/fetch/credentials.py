"""User names and passwords in URLs."""

import re

_CREDENTIALS = re.compile(r"(https?:/{2,})[^/?#\s\\]*@", re.IGNORECASE)


def without_credentials(text: str) -> str:
    """Return the text without user names and passwords in its URLs.

    Apply this to all text that is stored or logged.
    """
    return _CREDENTIALS.sub(r"\1", text)
