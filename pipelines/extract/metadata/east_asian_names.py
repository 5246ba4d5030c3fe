"""Names in Chinese, Japanese and Korean letters, and bylines that hold them.

These bylines have no blanks between words or few of them. A label or a job's name says which letters are a name:
`記者王小松／台北報導`, `文＝山杉太郎`, `솔내=홍솔길 기자`.
"""

import re
from typing import NamedTuple

from hearsay.pipelines.language import Languages, alternatives

_PREFIXES = "bylines/prefixes"
_JOB_WORDS = "bylines/job_words"
_OTHER_ROLES = "bylines/other_roles"
_NOT_NAMES = "bylines/not_names"
_ORGANISATION_WORDS = "bylines/organisation_words"
_REPORT_WORDS = "bylines/report_words"
_SURNAMES = "bylines/surnames"
_AGENCIES = "bylines/agencies"
_DEPARTMENTS = "bylines/departments"

_HAN = "\u3400-\u4dbf\u4e00-\u9fff々〆ヶ"
_KANA = "\u3040-\u30ff"
_HANGUL = "\uac00-\ud7af"
_LETTERS = f"{_HAN}{_KANA}{_HANGUL}"
_EAST_ASIAN = re.compile(f"[{_LETTERS}]")
_NAME = re.compile(
    f"[{_HAN}]{{2,4}}|[{_HANGUL}]{{2,4}}|[{_HAN}](?:(?!を)[{_HAN}{_KANA}]){{1,6}}|(?:(?!を)[\u3040-\u309f]){{4,8}}"
    f"|[{_HAN}{_KANA}]{{1,4}} [{_HAN}{_KANA}]{{1,4}}|[{_HAN}]{{1,6}}·[{_HAN}]{{1,6}}"
    "|[ァ-ヺー]{2,}(?:[・＝=][ァ-ヺー]{2,})+"
)
_INNER_DOT = re.compile(rf"(?<=[ァ-ヺー])[・＝](?=[ァ-ヺー])|(?<=[{_HAN}])·(?=[{_HAN}])")
_PLACE_BEFORE = re.compile(f"[{_HANGUL}]{{2,8}}\\s*[=＝]")
_BREAKS = re.compile(r"[\s|｜／/＝=、，,;；:：・·()（）【】〔〕\[\]［］「」<>＜＞\"“”▶■●▲&＆-]+")
_TWO_PARTS = re.compile(f"(?<![{_LETTERS}])([{_HAN}]{{1,3}})[ \u3000]([{_HAN}{_KANA}]{{1,4}})(?![{_LETTERS}])")
_SENTENCE_MARKS = re.compile("[。！？]|다[.]")
_LONGEST = 80


class EastAsianByline(NamedTuple):
    """Names of a byline.

    Attributes:
        names: The names in order.
        is_labelled: True if a label or a job's name stands beside them.
        is_whole: True if the line holds nothing but names, labels, places and dates.
    """

    names: tuple[str, ...]
    is_labelled: bool
    is_whole: bool


def has_east_asian_letters(text: str) -> bool:
    """Return True for a text with Chinese, Japanese or Korean letters."""
    return not text.isascii() and _EAST_ASIAN.search(text) is not None


def is_east_asian_name(name: str) -> bool:
    """Return True for a string that can be a name in these letters."""
    return not name.isascii() and _NAME.fullmatch(name) is not None


def is_east_asian_person(name: str, languages: Languages) -> bool:
    """Return True for a name in these letters that is no word for an organisation, a job or a department."""
    return (
        is_east_asian_name(name)
        and languages.made(_organisation_end).search(name) is None
        and languages.made(_no_name).fullmatch(name) is None
        and languages.made(_sign_start).match(name) is None
    )


def read_east_asian(text: str, languages: Languages) -> EastAsianByline:
    """Return the names in a byline in these letters, and the signs of a byline beside them."""
    if len(text) > _LONGEST or _SENTENCE_MARKS.search(text):
        return EastAsianByline((), is_labelled=False, is_whole=False)
    reading = _Reading(languages)
    for token in _tokens(text, languages):
        reading.add(token)
    names = reading.names if reading.is_labelled else reading.pending
    return EastAsianByline(tuple(dict.fromkeys(names)), reading.is_labelled, reading.is_whole)


def _tokens(text: str, languages: Languages) -> list[str]:
    text = _PLACE_BEFORE.sub(lambda match: match[0] if _is_word(match[0][:-1].strip(), languages) else " ", text)
    text = _TWO_PARTS.sub(lambda match: _joined(match, languages), text)
    text = _INNER_DOT.sub(lambda match: "\x00" if match[0] == "・" else "\x01" if match[0] == "·" else "\x02", text)
    restored = str.maketrans({"\x00": "・", "\x01": "·", "\x02": "＝", "\x03": " "})
    return [token.translate(restored) for token in _BREAKS.split(text) if token.strip(".")]


def _joined(match: re.Match[str], languages: Languages) -> str:
    """Return a Japanese name of two parts as one token; two Chinese names stay apart."""
    first, second = match[1], match[2]
    surnames = languages.words(_SURNAMES)
    are_two = len(first) > 1 and len(second) > 1 and first[0] in surnames and second[0] in surnames
    is_label = any(
        languages.made(_sign).fullmatch(part) or languages.made(_job_end).search(part) for part in (first, second)
    )
    other = languages.made(_other_role)
    is_other = any(other.fullmatch(part) for part in (first, second))
    return match[0] if are_two or is_label or is_other else f"{first}\x03{second}"


def _is_word(text: str, languages: Languages) -> bool:
    return bool(languages.made(_sign).fullmatch(text) or languages.made(_other_role).fullmatch(text))


class _Reading:
    """State of the reader between two tokens of a byline."""

    def __init__(self, languages: Languages) -> None:
        self.languages = languages
        self.names: list[str] = []
        self.pending: list[str] = []
        self.is_labelled = False
        self.is_whole = True
        self.is_other_role = False
        self.is_after_label = False

    def add(self, token: str) -> None:
        """Read one token: a label, a job, a name, a place or something else."""
        made = self.languages.made
        if made(_other_role).fullmatch(token):
            self.is_other_role, self.is_after_label = True, False
        elif made(_job).fullmatch(token):
            self._end_with_job()
        elif made(_sign).fullmatch(token):
            self._begin()
        elif match := made(_job_end).search(token):
            self._take_before_job(token[: match.start()])
        elif (match := made(_sign_start).match(token)) and self._is_behind_job(token[match.end() :]):
            self._begin()
            self._take(token[match.end() :])
        elif self._is_person(token):
            self._take(token)
        elif not self._is_beside_names(token):
            self.is_whole = False

    def _begin(self) -> None:
        self.is_labelled = self.is_after_label = True
        self.is_other_role = False
        self.pending = []

    def _end_with_job(self) -> None:
        """Make the names before a job authors; take a job without names before it as a label."""
        if self.pending and not self.is_other_role:
            self.names += self.pending
            self.pending, self.is_labelled = [], True
        else:
            self._begin()

    def _take_before_job(self, rest: str) -> None:
        if self._is_person(rest):
            self.is_other_role = False
            self.names += [*self.pending, rest]
            self.pending, self.is_labelled = [], True
        else:
            self._begin()

    def _take(self, name: str) -> None:
        if self.is_other_role:
            return
        (self.names if self.is_after_label else self.pending).append(name)

    def _is_behind_job(self, rest: str) -> bool:
        """Return True for a name glued to a job before it; of two letters, one is a surname ("記者会見" has none)."""
        return self._is_person(rest) and (len(rest) > 2 or rest[0] in self.languages.words(_SURNAMES))

    def _is_person(self, token: str) -> bool:
        return is_east_asian_person(token, self.languages)

    def _is_beside_names(self, token: str) -> bool:
        """Return True for a date, a place with a word for a report, an organisation, or a part of another role."""
        made = self.languages.made
        return (
            self.is_other_role
            or any(char.isdigit() for char in token)
            or made(_report_end).search(token) is not None
            or made(_organisation_end).search(token) is not None
            or made(_no_name).fullmatch(token) is not None
        )


def _own(languages: Languages, *names: str) -> frozenset[str]:
    """Return the entries of some lists that are in these letters."""
    words = frozenset[str]().union(*(languages.words(name) for name in names))
    return frozenset(word.rstrip(":：") for word in words if has_east_asian_letters(word))


def _sign(languages: Languages) -> re.Pattern[str]:
    return re.compile(alternatives(_own(languages, _PREFIXES, _JOB_WORDS)))


def _sign_start(languages: Languages) -> re.Pattern[str]:
    longer = frozenset(word for word in _own(languages, _JOB_WORDS) if len(word) > 1)
    return re.compile(alternatives(longer))


def _job(languages: Languages) -> re.Pattern[str]:
    return re.compile(alternatives(_own(languages, _JOB_WORDS)))


def _job_end(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<=.)(?:{alternatives(_own(languages, _JOB_WORDS))})$")


def _other_role(languages: Languages) -> re.Pattern[str]:
    return re.compile(alternatives(_own(languages, _OTHER_ROLES)))


def _report_end(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_own(languages, _REPORT_WORDS))})$")


def _organisation_end(languages: Languages) -> re.Pattern[str]:
    words = _own(languages, _ORGANISATION_WORDS, _AGENCIES, _REPORT_WORDS)
    return re.compile(rf"(?:{alternatives(words)})$")


def _no_name(languages: Languages) -> re.Pattern[str]:
    return re.compile(alternatives(_own(languages, _NOT_NAMES, _DEPARTMENTS, _OTHER_ROLES, _PREFIXES, _JOB_WORDS)))
