"""The declaration of a kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

LOOK = 4096
"""The number of first bytes that show a kind."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.documents import Document
    from hearsay.pipelines.sources.source import Source, SourceTools


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: the name, the signs by which it is recognised, and the readers.

    A kind without readers is a page. A kind with `read` alone is a dump. It holds the pages themselves and can have
    any size, so it is never fetched. A kind with `read_document` lists the addresses of pages.
    """

    name: str
    """The name in `--as`, in hearsay.toml, and in the reason `broken_NAME`."""
    help: str
    """The contents, in a line, for the help and the documentation."""
    endings: tuple[str, ...] = ()
    """The endings of file names that prove the kind, in lower case."""
    begins: Callable[[bytes], bool] | None = None
    """Returns True if the first bytes of a file, decompressed, show the kind."""
    is_at: Callable[[str], bool] | None = None
    """Returns True if the path of an address, with its query, shows the kind without a request."""
    may_be_at: Callable[[str], bool] | None = None
    """Returns True if an address with this path may be of the kind. Its bytes are fetched for the decision."""
    read: Callable[[BinaryIO, str, Source, SourceTools], Iterator[Input]] | None = None
    """Yields the inputs of a file with a name, in order, with a single page in memory."""
    read_document: Callable[[bytes, str], Document] | None = None
    """Returns the contents of a document found at an address. Called in a killable process."""
    is_read_from_end: bool = False
    """True if the reader begins at the end of the file. Standard input is then copied to a file on disk."""
    is_unmistakable: bool = False
    """True if the first bytes win over an expected kind: servers send feeds and sitemaps in place of pages."""

    @property
    def lists_addresses(self) -> bool:
        """True if the kind lists pages on the network."""
        return self.read_document is not None

    @property
    def is_dump(self) -> bool:
        """True if the kind holds the pages themselves. Such a file is never fetched."""
        return self.read is not None and self.read_document is None
