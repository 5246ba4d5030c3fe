"""A page: the kind of every source that no other kind recognises."""

from hearsay.pipelines.sources.kinds.kind import Kind

PAGE = Kind(name="page", help="a web page, or plain text")
