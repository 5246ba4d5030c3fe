"""The article stage: detect the content kind of a capture and extract the article.

Trafilatura finds the body; the modules of this package correct known errors of Trafilatura.
"""

from hearsay.pipelines.extract.article import extract_article
from hearsay.pipelines.extract.bytes.content import content_kind
from hearsay.pipelines.extract.listed import with_listing
from hearsay.pipelines.limits import Limits

__all__ = ["Limits", "content_kind", "extract_article", "with_listing"]
