"""The language of a text as an ISO 639-1 code: the text decides, and the page's declaration is a hint.

A script decides at once if the declared language is not written in it. Among the languages of a script a trained
model decides (py3langid); words that close languages write otherwise decide between languages that the model takes
for each other. Quotations are left out, because they can be in another language than the article.
"""

import math
import re
from collections import Counter
from functools import cache

import pycountry

from hearsay.pipelines.extract.bytes.guessed_language import rank_languages
from hearsay.pipelines.extract.metadata.scripts import is_written_in, languages_of, script_of
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.language import Language, Languages
from hearsay.pipelines.lexicon import load_lexicon
from hearsay.pipelines.word_counts import word_count

_CODE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_,;.@])")
_NAME = re.compile(r"[A-Za-z]{4,}$")
_SAME = {
    "arz": "ar",
    "ary": "ar",
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "sdh": "ku",
    "uzs": "uz",
    "wuu": "zh",
    "yue": "zh",
}
"""Old or narrower codes, with the codes of most pages; both Norwegian standards are 'no'."""
_MEANT = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "rs": "sr", "tw": "zh", "ua": "uk"}
_MEANT |= {"at": "de", "gb": "en", "ir": "fa", "us": "en", "vn": "vi"}
"""Codes of countries that sites write for a language. Two of them are also codes of languages with few pages."""
_TELLING_WORDS = "detection/telling_words"
_READ_AHEAD = 4_000
_SAMPLE = 1_000
_MIN_SAMPLE = 40
_SURE = 0.9
_RATHER_SURE = 0.7
_LEAST = 0.02
_ENOUGH_WORDS = 12
"""Fewest words that can refute a declaration."""
_PARAGRAPHS = 12
_PARAGRAPH_WORDS = 8
_MAJORITY = 2
_MOST_TELLING = 6
_TELLING_WEIGHT = 1.5
_MIXED, _PARENTS_OF_MIXED = "bs", ("hr", "sr")
"""The model takes much Croatian for Bosnian; a Bosnian text has words of both neighbours."""
_QUOTATION = re.compile(
    '“[^“”]{8,600}”|„[^„“”]{8,600}[“”]|«[^«»]{8,600}»|»[^«»]{8,600}«|"[^"\n]{8,600}"|「[^「」]{4,300}」'
)
_RARE_LABELS = "extract/metadata/data/rare_labels.txt"


def declared_language(page: Page) -> str | None:
    """Return the language in the page's head: html lang, og:locale, content-language."""
    root = page.tree.getroottree().getroot()
    candidates = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    candidates += [page.meta("og:locale", "content-language", "dc.language", "inlanguage", "language")]
    for candidate in candidates:
        code = iso_639_1(candidate)
        if code:
            return code
    return None


def declared_region(page: Page) -> str | None:
    """Return the country code of the declared language ('US' of 'en-US'), in capitals."""
    root = page.tree.getroottree().getroot()
    for candidate in (root.get("lang"), page.meta("og:locale")):
        match = re.fullmatch(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})", candidate or "")
        if match:
            return match[1].upper()
    return None


def iso_639_1(tag: str | None) -> str | None:
    """Return the two-letter code of a language tag; None for an invalid tag.

    Tags are such as 'de-AT', 'deu' or 'pt_BR'. English names of languages and the usual wrong codes are understood:
    'German', 'jp'.
    """
    text = (tag or "").strip()
    match = _CODE.match(text) or _NAME.match(text)
    return _two_letter_code(match[0].lower()) if match else None


@cache
def _two_letter_code(code: str) -> str | None:
    if code in _SAME or code in _MEANT:
        return _SAME.get(code) or _MEANT[code]
    if len(code) > 3:
        language = pycountry.languages.get(name=code.capitalize())
    else:
        language = pycountry.languages.get(alpha_2=code) if len(code) == 2 else pycountry.languages.get(alpha_3=code)
    alpha_2 = getattr(language, "alpha_2", None)
    return _SAME.get(alpha_2, alpha_2) if alpha_2 else None


def text_language(text: str, declared: str | None, languages: Languages) -> str | None:
    """Return the language of a text; the declared one unless the text is plainly in another.

    Returns None for a text that is too short to tell and has no declaration.
    """
    sample = _without_quotations(text[:_READ_AHEAD])[:_SAMPLE]
    script = script_of(sample)
    if script is None:
        return declared
    hint = declared if declared and is_written_in(declared, script) else None
    possible = languages_of(script)
    if len(possible) == 1:
        return possible[0]
    words = word_count(sample)
    if hint and words < _ENOUGH_WORDS:
        return hint
    detected, probability = _detected(sample, possible, hint, languages)
    if hint is None:
        is_told = bool(possible) or len(sample) >= _MIN_SAMPLE or probability >= _RATHER_SURE
        return detected if is_told else None
    if detected in (hint, None) or probability < _SURE or not _is_confirmed(text, detected, hint, languages):
        return hint
    return detected


def _without_quotations(text: str) -> str:
    """Return the text without its quotations, if the rest is long enough."""
    rest = _QUOTATION.sub(" ", text)
    return rest if len(rest) >= _SAMPLE or word_count(rest) >= _ENOUGH_WORDS else text


def _is_confirmed(text: str, detected: str | None, hint: str, languages: Languages) -> bool:
    """Return True if the paragraphs in the detected language are longer, together, than those in the declared one."""
    votes: Counter[str | None] = Counter()
    for paragraph in text[:_READ_AHEAD].splitlines()[:_PARAGRAPHS]:
        words = word_count(paragraph)
        if words >= _PARAGRAPH_WORDS:
            votes[_detected(_without_quotations(paragraph), (), hint, languages)[0]] += words
    return votes[detected] >= _MAJORITY * votes[hint]


def _detected(
    sample: str, possible: tuple[str, ...], hint: str | None, languages: Languages
) -> tuple[str | None, float]:
    """Return the likeliest language among the possible ones (none: among all) and its probability."""
    chances: dict[str, float] = {}
    rare = load_lexicon(_RARE_LABELS)
    for label, chance in rank_languages(sample):
        code = _SAME.get(label, label)
        if (code in possible or not possible) and (code not in rare or code == hint):
            chances[code] = max(chances.get(code, 0.0), chance)
    total = sum(chances.values())
    chances = {code: chance / total for code, chance in chances.items() if total and chance >= _LEAST * total}
    if not chances:
        return hint or next(iter(possible), None), 0.0
    code, probability = _weighed(chances, sample, hint, languages)
    return iso_639_1(code), probability


def _weighed(chances: dict[str, float], sample: str, hint: str | None, languages: Languages) -> tuple[str, float]:
    """Return the likeliest language after a count of the words by which close languages are told apart."""
    if len(chances) == 1:
        return next(iter(chances.items()))
    words = frozenset(re.findall(r"\w+", sample.casefold()))
    counts = {language.code: _telling(language, words) for language in languages}
    counts[_MIXED] = sum(counts.get(code, 0) for code in _PARENTS_OF_MIXED)
    is_mixed = all(counts.get(code, 0) > 1 for code in _PARENTS_OF_MIXED)
    if _MIXED in chances and hint != _MIXED and not is_mixed:
        chances = dict(chances)
        chances["hr"] = chances.get("hr", 0.0) + chances.pop(_MIXED)
    weights = {code: chance * math.exp(_TELLING_WEIGHT * counts.get(code, 0)) for code, chance in chances.items()}
    best = max(weights, key=lambda code: weights[code])
    return best, weights[best] / sum(weights.values())


def _telling(language: Language, words: frozenset[str]) -> int:
    return min(_MOST_TELLING, len(words & language.words(_TELLING_WORDS)))
