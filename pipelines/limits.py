"""Size limits for a page, which several stages check before any costly work."""

from typing import Annotated

from msgspec import Meta, Struct


class Limits(Struct, frozen=True):
    """Size limits for a page. A larger page is rejected.

    The largest news page of four public collections has 2.2 MB. At 5 MB of paragraphs the extraction takes some
    seconds, at 50 MB more than a minute. The extraction is quadratic in the number of links, so a page of 100,000
    links would take minutes.
    """

    max_bytes: Annotated[int, Meta(gt=0, description="of a page after decompression")] = 5_000_000
    max_elements: Annotated[
        int, Meta(gt=0, description="'<' characters of a page; the largest real page has 8,100 elements")
    ] = 50_000
