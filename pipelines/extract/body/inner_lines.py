"""Lines between the paragraphs that are not part of the text: boxes, links, credits, disclosures."""

import re

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.words.markers import holds, is_boilerplate
from hearsay.pipelines.records import Removed

_DISCLOSURE_MEANS = "extract/body/data/disclosure_means.txt"
_DISCLOSURE_WORDS = "extract/body/data/disclosure_words.txt"
_TAIL_MARKERS = "extract/body/data/tail_markers.txt"

_MOST = 4
_MIN_LINK = 4
_MAX_CREDIT_WORDS = 14
_MAX_DISCLOSURE_WORDS = 70
_LABEL = re.compile(r"[^\W\d_][^:.]{1,24}:\s+")
_PICTURE = re.compile(
    r"(?:photo|image|picture|foto|fotos|bild|imagen|imagem|photograph)(?: credit| by| courtesy of)?\s?[:©/]|©\s?\w",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?:/|\b[Vv]ia |[Cc]redit: ?)\s?(?:Getty Images|Shutterstock|iStock|Unsplash|Pexels)(?: Plus)?$"
)
_CAPTION = re.compile(
    r"(?:\b(?:photos?|fotos?|foto de|image|picture|bild|credit|photograph|quelle|crédit)\s?[:/©]\s?[^.]{2,60}"
    r"|(?:[|/(]|\bvia)\s?(?:AP|AFP|Reuters|dpa|Alamy|Getty Images|Shutterstock|Getty Images/iStockphoto)\b)[\s)\]]*$",
    re.IGNORECASE,
)
_MAX_CAPTION_WORDS = 45


def without_boxes(lines: list[str], around: Surroundings) -> tuple[list[str], list[Removed]]:
    """Cut lines of boxes and links, or no lines at all if that is more than a quarter of the text."""
    reasons = {index: reason for index, line in enumerate(lines) if index and (reason := _reason(line, around))}
    if lines and len(lines) - 1 in reasons and reasons[len(lines) - 1] == "boilerplate":
        del reasons[len(lines) - 1]
    if sum(len(lines[index]) for index in reasons) * _MOST > sum(map(len, lines)):
        return lines, []
    kept = [line for index, line in enumerate(lines) if index not in reasons]
    return kept, [Removed("body", reason, lines[index]) for index, reason in reasons.items()]


def _reason(line: str, around: Surroundings) -> str | None:
    folded = key(line)
    if folded in around.newsletter:
        return "newsletter box"
    if line.startswith("-"):
        return None
    if is_link(line, around) and len(line.split()) >= _MIN_LINK:
        return "link"
    if is_picture_credit(line):
        return "credit"
    return "boilerplate" if is_boilerplate(line, _TAIL_MARKERS) else None


def is_caption(line: str) -> bool:
    """Return True if a line ends with the photographer or the agency of a picture.

    The rule is for plain-text captures alone. Trafilatura leaves most captions of a web page out already, so there
    the rule cuts text: only 2 of 16 cut lines on the development pages were not text.
    """
    return len(line.split()) <= _MAX_CAPTION_WORDS and bool(_CAPTION.search(line))


def is_link(line: str, around: Surroundings) -> bool:
    """Return True if a line is only a link to another page of the site, with or without a label such as "MORE:"."""
    label = _LABEL.match(line)
    if key(line) in around.own_links:
        return True
    rest = line[label.end() :] if label else ""
    return len(rest.split()) >= _MIN_LINK and key(rest) in around.own_links


def is_disclosure(line: str) -> bool:
    """Return True if a line says that the outlet earns money from links."""
    if len(line.split()) > _MAX_DISCLOSURE_WORDS:
        return False
    return holds(line, _DISCLOSURE_WORDS) and holds(line, _DISCLOSURE_MEANS)


def is_picture_credit(line: str) -> bool:
    """Return True if a short line names a photographer and is not a sentence."""
    if len(line.split()) > _MAX_CREDIT_WORDS or line.endswith((".", "?", "!")):
        return False
    return bool(_PICTURE.match(line) or _AGENCY.search(line))
