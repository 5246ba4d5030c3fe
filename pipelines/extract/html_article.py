"""The article of one HTML page."""

from hearsay.pipelines.extract.body.boxes import surroundings
from hearsay.pipelines.extract.body.front_page import front_page_reason
from hearsay.pipelines.extract.body.head_lines import Heading
from hearsay.pipelines.extract.body.layout_tables import unwrap_layout_tables
from hearsay.pipelines.extract.body.lead import find_lead
from hearsay.pipelines.extract.body.other_articles import drop_other_articles
from hearsay.pipelines.extract.body.page_furniture import drop_furniture
from hearsay.pipelines.extract.body.paragraphs import Body, extract_body
from hearsay.pipelines.extract.metadata.authors import find_authors
from hearsay.pipelines.extract.metadata.canonical import find_addresses
from hearsay.pipelines.extract.metadata.date_lines import Reading
from hearsay.pipelines.extract.metadata.headline import find_headline, headline_variants
from hearsay.pipelines.extract.metadata.language import declared_language, declared_region, text_language
from hearsay.pipelines.extract.metadata.page_metadata import with_page_metadata
from hearsay.pipelines.extract.metadata.published import find_modified, find_published
from hearsay.pipelines.extract.metadata.subtitle import find_subtitle
from hearsay.pipelines.extract.page.html_page import Page, load_page
from hearsay.pipelines.language import DEFAULT, Languages
from hearsay.pipelines.records import Article, Capture, Rejection


def extract_html(capture: Capture, text: str, languages: Languages) -> Article | Rejection:
    """Extract the article from the markup in `text`, or return a Rejection: no_text, too_deep, not_an_article."""
    url = capture.final_url or capture.url
    page = load_page(text, url)
    if isinstance(page, Rejection):
        return page
    title = find_headline(page, languages)
    others = drop_other_articles(page, title)
    subtitle = find_subtitle(page, title, languages)
    heading = Heading(
        title,
        subtitle,
        find_authors(page, title, languages),
        find_lead(page, title, subtitle),
        headline_variants(page, languages),
    )
    around = surroundings(page)
    unwrap_layout_tables(page.tree)
    boxes = drop_furniture(page, languages)
    body = extract_body(page.tree, url, heading, around, languages)
    if isinstance(body, Rejection):
        return body
    reason = front_page_reason(page, title, body.text, languages)
    if reason:
        return Rejection("not_an_article", reason)
    return _article(capture, page, heading, body._replace(removed=(*body.removed, *boxes, *others)), languages)


def _article(capture: Capture, page: Page, heading: Heading, body: Body, languages: Languages) -> Article:
    declared = declared_language(page)
    language = text_language(body.text, declared, languages)
    codes = tuple(dict.fromkeys(code for code in (language, declared, DEFAULT) if code))
    reading = Reading(heading.title, codes, declared_region(page), capture.fetched_at, languages, page)
    where = find_addresses(page, heading.title)
    article = Article(
        capture_id=capture.capture_id,
        text=body.text,
        title=heading.title,
        subtitle=heading.subtitle,
        authors=heading.authors,
        published=find_published(page, reading),
        modified_at=find_modified(page, reading),
        url=where.url,
        canonical_url=where.canonical_url,
        domain=where.domain,
        language=language,
        removed=body.removed,
    )
    return with_page_metadata(article, page, languages)
