"""Father and son of one name in an article: 'John Haddow Sr.' and 'John Haddow Jr.' are two persons.

A mark alone parts nobody, because many articles write 'Walter Brand Jr.' and 'Walter Brand' of one person. Two
different marks do. So does a name with a mark beside the same name without one, where the article speaks of father
and son.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.person_names import without_titles

_KIN_REACH = 80
"""Characters around a marked name that may say 'his son'."""
_ELDER_REACH = 12
"""Characters before a surname that may hold 'the elder'."""
_BEFORE = re.compile(r"(\w+)\s+$")


class _Marked(NamedTuple):
    """Name of a mention without title and mark, in words for comparison, as written, and the mark."""

    words: tuple[str, ...]
    written: str
    mark: str | None


def part_generations(
    text: str, mentions: Sequence[Mention], names: Sequence[str], language: Language
) -> dict[int, str]:
    """Return the full name with its mark of each mention of a father or a son, by index.

    A name without a mark is not among them. It stays the name of the other person.

    Args:
        text: The text of the article.
        mentions: The mentions in the text.
        names: The name of each mention.
        language: The language of the text.
    """
    if not any(sign in text for sign in language.made(_signs)):
        return {}
    marks = language.made(_mark_pattern)
    marked = {
        index: _marked(text, mention, names[index], marks, language)
        for index, mention in enumerate(mentions)
        if mention.entity_type == "person"
    }
    full: dict[tuple[str, ...], dict[str | None, int]] = {}
    for index, name in marked.items():
        if len(name.words) > 1:
            full.setdefault(name.words, {}).setdefault(name.mark, index)
    parted: dict[int, str] = {}
    for words, by_mark in full.items():
        if len(by_mark) > 1 and (
            len(by_mark.keys() - {None}) > 1 or _speaks_of_kin(text, mentions, by_mark, language)
        ):
            written = {mark: f"{marked[index].written} {mark}" for mark, index in by_mark.items() if mark}
            parted |= _of_family(text, mentions, marked, words, written, language)
    return parted


def _marked(text: str, mention: Mention, name: str, marks: re.Pattern[str], language: Language) -> _Marked:
    """Return the parts of a name; its mark may stand behind the mention."""
    bare = without_titles(name, language)
    within = marks.search(name)
    behind = marks.match(text, mention.end)
    match = within if within and within.end() == len(name) else behind
    if match is not None and match is within:
        bare = without_titles(name[: within.start()], language)
    mark = language.table("entities/generation_marks")[match["mark"].lower()][0] if match else None
    return _Marked(tuple(fold(bare).split()), bare, mark)


def _speaks_of_kin(
    text: str, mentions: Sequence[Mention], by_mark: Mapping[str | None, int], language: Language
) -> bool:
    """Return True if the words around a marked name speak of a father or a son."""
    kin = language.words("entities/kin_words")
    for mark, index in by_mark.items():
        start, end = max(0, mentions[index].start - _KIN_REACH), mentions[index].end + _KIN_REACH
        if mark and not kin.isdisjoint(re.findall(r"\w+", text[start:end].lower())):
            return True
    return False


def _of_family(
    text: str,
    mentions: Sequence[Mention],
    marked: Mapping[int, _Marked],
    words: tuple[str, ...],
    written: Mapping[str, str],
    language: Language,
) -> dict[int, str]:
    """Return the full names of the mentions of one family: by their own mark, or by 'the elder'."""
    elder = language.table("entities/elder_words")
    owners: dict[int, str] = {}
    for index, name in marked.items():
        is_short = len(name.words) == 1 and name.words[0] in (words[0], words[-1])
        if name.words != words and not is_short:
            continue
        before = _BEFORE.search(text, max(0, mentions[index].start - _ELDER_REACH), mentions[index].start)
        by_age = elder.get(before.group(1).lower(), (None,))[0] if before else None
        mark = name.mark or (by_age if is_short else None)
        if mark is not None and mark in written:
            owners[index] = written[mark]
    return owners


def _signs(language: Language) -> frozenset[str]:
    """Return the marks as they are written; a text without them needs no closer look."""
    marks = language.table("entities/generation_marks")
    return frozenset(form.strip(".") for (form,) in marks.values()) | {mark.capitalize() for mark in marks}


def _mark_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for the mark behind a name."""
    marks = alternatives(language.words("entities/generation_marks"))
    return re.compile(rf",?\s(?i:(?P<mark>{marks}))\b\.?(?=$|[\s,.;:)’'”\"])")
