"""The article stage: what the bytes are, and the article in them with what the extraction gets wrong put right."""

from pipelines.extract.article import extract_article
from pipelines.extract.content import content_kind
from pipelines.extract.limits import Limits
from pipelines.extract.listed import with_listing
from pipelines.extract.versions import extractor_version

__all__ = ["Limits", "content_kind", "extract_article", "extractor_version", "with_listing"]
