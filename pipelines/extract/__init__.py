"""The article stage: what the bytes are, and the article in them with what the extraction gets wrong put right."""

from hearsay.pipelines.extract.article import extract_article
from hearsay.pipelines.extract.bytes.content import content_kind
from hearsay.pipelines.extract.limits import Limits
from hearsay.pipelines.extract.listed import with_listing
from hearsay.pipelines.extract.versions import extractor_version

__all__ = ["Limits", "content_kind", "extract_article", "extractor_version", "with_listing"]
