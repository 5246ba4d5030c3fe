"""The root element of an XML document, from its first bytes."""

import re

_ROOT = (
    # Possessive, without backtracking: a thousand comments can be divided in too many ways to try.
    rb"(?>\s+|\xef\xbb\xbf|<\?[^>]{0,500}>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,2000}\]\s*)?>){0,40}+"
    rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|channel|urlset|sitemapindex)[\s>/]"
)


def root_of_list(head: bytes) -> bytes:
    """Return the name of the root element of a feed or a sitemap, in lower case; b"" for other documents."""
    # The pattern is compiled at the first call, not at the start of every command.
    root = re.match(_ROOT, head, re.IGNORECASE | re.DOTALL)
    return root[1].lower() if root else b""
