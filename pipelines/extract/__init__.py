"""The article stage: what the bytes are, and the article in them with what the extraction gets wrong put right."""

from hearsay.pipelines.extract.article import extract_article
from hearsay.pipelines.extract.bytes.content import content_kind
from hearsay.pipelines.extract.limits import Limits
from hearsay.pipelines.extract.listed import with_listing

__all__ = ["Limits", "content_kind", "extract_article", "with_listing"]
