"""Lines between the paragraphs that are not part of the text: boxes, links, credits, disclosures."""

import re

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.words.markers import holds, is_boilerplate
from hearsay.pipelines.language import Languages, alternatives
from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_DISCLOSURE_MEANS = "furniture/disclosure_means"
_DISCLOSURE_WORDS = "furniture/disclosure_words"
_TAIL_MARKERS = "furniture/tail_markers"
_PICTURE_AGENCIES = "extract/body/data/picture_agencies.txt"
_CAPTION_AGENCIES = "extract/body/data/caption_agencies.txt"

_MOST = 4
_MIN_LINK = 4
_MAX_CREDIT_WORDS = 14
_MAX_DISCLOSURE_WORDS = 70
_LABEL = re.compile(r"[【〔［\[]?[^\W\d_][^:：.。?？]{1,24}(?::\s+|\s?[：?？]\s*)")
_MAX_CAPTION_WORDS = 45
_BRACKETS = ("(", "（")
_TICKER = re.compile(r"\+{3}.*\+{3}")
_MOST_TICKERS = 2
"""Most ticker lines of an article; a live blog has more, and they are the headings of its entries."""


def without_boxes(lines: list[str], around: Surroundings, languages: Languages) -> tuple[list[str], list[Removed]]:
    """Cut lines of boxes and links, or no lines at all if that is more than a quarter of the text."""
    reasons = {
        index: reason for index, line in enumerate(lines) if index and (reason := _reason(line, around, languages))
    }
    if lines and reasons.get(len(lines) - 1) == "boilerplate":
        del reasons[len(lines) - 1]
    tickers = [index for index, reason in reasons.items() if reason == "ticker"]
    if len(tickers) > _MOST_TICKERS:
        reasons = {index: reason for index, reason in reasons.items() if reason != "ticker"}
    if sum(len(lines[index]) for index in reasons) * _MOST > sum(map(len, lines)):
        return lines, []
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("body", reason, lines[index]) for index, reason in reasons.items()]


def _reason(line: str, around: Surroundings, languages: Languages) -> str | None:
    folded = key(line)
    if folded in around.newsletter:
        return "newsletter box"
    if line.startswith("-"):
        return None
    if is_link(line, around) and word_count(line) >= _MIN_LINK:
        return "link"
    if is_picture_credit(line, languages):
        return "credit"
    if is_ticker(line):
        return "ticker"
    is_aside = line.startswith(_BRACKETS)
    return "boilerplate" if not is_aside and is_boilerplate(line, _TAIL_MARKERS, languages) else None


def is_caption(line: str, languages: Languages) -> bool:
    """Return True if a line ends with the photographer or the agency of a picture.

    The rule is for plain-text captures alone. Trafilatura leaves most captions of a web page out already, so there
    the rule cuts text: only 2 of 16 cut lines on the development pages were not text.
    """
    return word_count(line) <= _MAX_CAPTION_WORDS and bool(languages.made(_caption_pattern).search(line))


def is_ticker(line: str) -> bool:
    """Return True for a line of other news between marks: "+++ … +++"."""
    return bool(_TICKER.fullmatch(line))


def is_link(line: str, around: Surroundings) -> bool:
    """Return True if a line is only a link to another page of the site, with or without a label such as "MORE:"."""
    label = _LABEL.match(line)
    if key(line) in around.own_links:
        return True
    rest = line[label.end() :] if label else ""
    return word_count(rest) >= _MIN_LINK and key(rest) in around.own_links


def is_disclosure(line: str, languages: Languages) -> bool:
    """Return True if a line says that the outlet earns money from links."""
    if word_count(line) > _MAX_DISCLOSURE_WORDS:
        return False
    return holds(line, _DISCLOSURE_WORDS, languages) and holds(line, _DISCLOSURE_MEANS, languages)


def is_picture_credit(line: str, languages: Languages) -> bool:
    """Return True if a short line names a photographer and is not a sentence."""
    if word_count(line) > _MAX_CREDIT_WORDS or line.endswith((".", "?", "!", "。", "？", "！")):
        return False
    return bool(languages.made(_picture_pattern).match(line) or languages.made(_agency_pattern).search(line))


def _picture_pattern(languages: Languages) -> re.Pattern[str]:
    words = languages.alternatives("furniture/picture_words")
    links = languages.alternatives("furniture/picture_links")
    return re.compile(rf"[(（\[［【<＜]?\s?(?:(?:{words})(?: (?:{links}))?\s?[:：©ⓒ/／=＝]|[©ⓒ]\s?\w)", re.IGNORECASE)


def _agency_pattern(languages: Languages) -> re.Pattern[str]:
    mark = languages.pattern("furniture/agency_mark").pattern
    return re.compile(rf"(?:/|{mark})\s?(?:{alternatives(word_set(_PICTURE_AGENCIES))})(?: Plus)?$")


def _caption_pattern(languages: Languages) -> re.Pattern[str]:
    words = languages.alternatives("furniture/caption_words")
    link = languages.pattern("furniture/agency_link").pattern
    agencies = alternatives(word_set(_CAPTION_AGENCIES))
    return re.compile(
        rf"(?:\b(?:{words})\s?[:/©]\s?[^.]{{2,60}}|(?:[|/(]|{link})\s?(?:{agencies})\b)[\s)\]]*$", re.IGNORECASE
    )
