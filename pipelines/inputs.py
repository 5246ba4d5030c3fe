"""The inputs of a run: each page as its source names it, with the facts that the source states.

The type of an input gives the origin of the bytes: a file, the source itself, an address, the archive, or none.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hearsay.pipelines.records import Archived, Capture, Outcome, Published, Sighting


@dataclass(frozen=True, slots=True)
class Listing:
    """Hints from a feed or sitemap about a listed page, for facts that the page itself does not state."""

    title: str | None = None
    published: Published = field(default_factory=Published)
    changed_at: datetime | None = None
    """The last change of the page, such as a sitemap's lastmod. Never used as the publication date."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Facts that a source states about a page before the page is read."""

    url: str | None = None
    """The page's address if the source knows it (JSON lines, archives). This address is not fetched."""
    captured_at: datetime | None = None
    http_status: int | None = None
    """The HTTP status of the page if the source knows it (archives)."""
    media_type: str | None = None
    listing: Listing | None = None
    """Hints from the feed or the sitemap that lists the page."""
    may_be_archived: bool = True
    """False if the source forbids storing the bytes; the archive then stores their hash alone."""

    @property
    def dated(self) -> tuple[datetime, datetime] | None:
        """The date of the page as a period; None without a date.

        The date is the publication date of the listing, otherwise the last change, otherwise the time of capture. A
        listed date at midnight counts as a whole day.
        """
        listing = self.listing or Listing()
        at = listing.published.at or listing.changed_at or self.captured_at
        if at is None:
            return None
        is_day = at != self.captured_at and (at.hour, at.minute, at.second) == (0, 0, 0)
        return at, at + timedelta(days=1) if is_day else at


@dataclass(frozen=True, slots=True)
class FileInput:
    """A page in a file. `given` is the name of the input in the ledger."""

    given: str
    path: str
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class BytesInput:
    """A page whose bytes the source holds: a row of a dump, a record of a web archive, standard input."""

    given: str
    body: bytes = field(repr=False)
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class AddressInput:
    """A page at an address that is fetched."""

    given: str
    address: str
    hints: Hints = Hints()
    fetched: Capture | None = field(default=None, repr=False)
    """The capture, if source discovery had to fetch the address to detect the kind. It is not fetched again."""


@dataclass(frozen=True, slots=True)
class ArchivedInput:
    """A page in hearsay's own archive."""

    given: str
    archived: Archived
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class EndedInput:
    """An input that ends in its source: a line that is not JSON, an image in an archive. No later stage sees it."""

    given: str
    outcome: Outcome
    hints: Hints = Hints()
    sighting: Sighting | None = None
    """The sighting that hearsay's own archive holds in place of a capture."""


LocalInput = FileInput | BytesInput | ArchivedInput
"""An input whose bytes are on this machine."""

Input = LocalInput | AddressInput | EndedInput
"""A page to ingest, as named by the source. The type gives the origin of the bytes, or the reason for no bytes."""
