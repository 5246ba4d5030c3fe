"""Pages in place of an article: requests for consent, error pages, checks for robots."""

from hearsay.pipelines.extract.metadata.headline import outlet_names, strip_outlet
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.words.markers import beginning, held_entries
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_CONSENT_WORDS = "furniture/consent_words"
_CONSENT_BUTTONS = "furniture/consent_buttons"
_ERROR_TITLES = "furniture/error_titles"

_MOST_CONSENT_WORDS = 400
_MOST_CONSENT_LINES = 16
_FEWEST_ENTRIES = 3
_MOST = 0.5
_MOST_BUTTON_WORDS = 8
_MOST_BUTTONS = 60
_MOST_ERROR_WORDS = 120
_MOST_TITLE_WORDS = 14


def consent_reason(page: Page, text: str, languages: Languages) -> str | None:
    """Return a sentence with the reason if the page asks for consent to cookies in place of an article, or None.

    Such a page has few paragraphs. Half of its text or more is in paragraphs with words of consent, and it has a
    button to accept.
    """
    lines = text.splitlines()
    if not lines or len(lines) > _MOST_CONSENT_LINES or word_count(text) > _MOST_CONSENT_WORDS:
        return None
    held = [held_entries(line, _CONSENT_WORDS, languages) for line in lines]
    entries = frozenset().union(*held)
    consenting = sum(len(line) for line, words in zip(lines, held, strict=True) if words)
    if len(entries) < _FEWEST_ENTRIES or consenting < _MOST * sum(map(len, lines)):
        return None
    if not _has_consent_button(page, languages):
        return None
    return f"a page that asks for consent: {consenting} of {sum(map(len, lines))} characters are about it"


def error_reason(page: Page, title: str | None, text: str, languages: Languages) -> str | None:
    """Return a sentence with the reason if a short page has the title of an error page, or None."""
    if word_count(text) > _MOST_ERROR_WORDS:
        return None
    names = outlet_names(page)
    headings = [visible_text(item) for item in page.tree.iter("title", "h1")]
    for heading in (title, *headings):
        shown = strip_outlet(heading or "", names)
        if word_count(shown) <= _MOST_TITLE_WORDS and beginning(shown, _ERROR_TITLES, languages):
            return f"an error page: its title is {shown!r}"
    return None


def _has_consent_button(page: Page, languages: Languages) -> bool:
    elements = [*page.tree.iter("button"), *page.tree.iter("input"), *page.tree.iter("a")]
    labels = [visible_text(item) or item.get("value") or item.get("aria-label") or "" for item in elements]
    short = [label for label in labels if label and word_count(label) <= _MOST_BUTTON_WORDS][:_MOST_BUTTONS]
    return any(beginning(label, _CONSENT_BUTTONS, languages) for label in short)
