"""The rules that find who is said to have said what, one sentence at a time.

Spans follow the conventions of the PolNeAR guidelines: the content holds its 'that' and its quotation marks, the
source its titles and appositions, the cue its auxiliaries and adverbs.
"""

from collections.abc import Sequence

from pipelines.reader.complements import draft_complement
from pipelines.reader.drafts import Draft, is_plain, trimmed
from pipelines.reader.fronted import draft_according, draft_fronted, draft_inverted
from pipelines.reader.grammar import grammar
from pipelines.reader.phrases import Range, find_subject, is_grammar_word
from pipelines.reader.tokens import Token
from pipelines.reader.verb_groups import VerbGroup, agrees, find_verb_group

_PASSIVES = {
    "to": frozenset("izto"),
    "as": frozenset("a"),
    "that": frozenset("to"),
    "whether": frozenset("w"),
    "if": frozenset("w"),
    "about": frozenset("o"),
}
"""Word behind a passive → what its verb must be able to take."""


def draft_sentence(items: Sequence[Token], low: int, high: int) -> list[Draft]:
    """The attributions of the sentence items[low:high], in order of their cues."""
    drafts: list[Draft] = []
    for at in range(low, high):
        if items[at].kind != "w":
            continue
        if items[at].lower == "according" and at + 2 < high and items[at + 1].lower == "to":
            found = draft_according(items, at, low, high)
        else:
            group = find_verb_group(items, at, low, high)
            found = _draft(items, group, low, high, drafts) if group else None
        if found and not (drafts and found.cue.first < drafts[-1].cue.last):
            _yield_to(items, drafts, found)
            drafts.append(found)
    return drafts


def _draft(items: Sequence[Token], group: VerbGroup, low: int, high: int, drafts: Sequence[Draft]) -> Draft | None:
    if group.is_passive:
        return _passive(items, group, low, high)
    if not group.is_finite:
        return _participle(items, group, low, high, drafts)
    subject = find_subject(items, group.first, low)
    if subject is None:
        return draft_inverted(items, group, low, high) or _coordinated(items, group, low, high, drafts)
    if not agrees(items, subject, group):
        return None
    return draft_fronted(items, group, subject, low, high) or draft_complement(items, group, subject, high)


def _coordinated(
    items: Sequence[Token], group: VerbGroup, low: int, high: int, drafts: Sequence[Draft]
) -> Draft | None:
    """SOURCE CUE CONTENT and CUE CONTENT: the second cue has the first one's source."""
    before = group.first - 1
    if (
        not drafts
        or before <= low
        or not (items[before].lower in ("and", "but", "or", "then") or items[before].text == ",")
    ):
        return None
    if "past" not in group.verb.forms and group.first == group.at and not _is_clear(items, group, high):
        return None
    source = drafts[-1].source
    if source is None or source.first > group.first:
        return None
    draft = draft_complement(items, group, source, high)
    if draft:
        draft.pattern = "coordinated"
    return draft


def _is_clear(items: Sequence[Token], group: VerbGroup, high: int) -> bool:
    """Whether what follows shows that a form like 'claims' is a verb here and no noun."""
    return (
        "third" in group.verb.forms
        and group.last < high
        and (items[group.last].kind == "q" or items[group.last].lower in ("that", "to"))
    )


def _participle(
    items: Sequence[Token], group: VerbGroup, low: int, high: int, drafts: Sequence[Draft]
) -> Draft | None:
    """SOURCE CUE CONTENT, noting that CONTENT."""
    before = group.first - 1
    if before < low or (items[before].text not in (",", "—", "–") and items[before].lower not in ("and", "while")):
        return None
    source = drafts[-1].source if drafts else _leading_subject(items, low, before)
    if source is None or source.first > group.first:
        return None
    draft = draft_complement(items, group, source, high)
    if draft:
        draft.pattern = "participle"
    return draft


def _leading_subject(items: Sequence[Token], low: int, high: int) -> Range | None:
    """The subject of a sentence whose main verb is none of ours: a pronoun, a name, or an article and a noun."""
    start = low
    if items[low].lower in grammar().prepositions:
        start = next((at + 1 for at in range(low, high) if items[at].text == ","), low)
    if items[start].lower in grammar().pronouns - grammar().determiners:
        return Range(start, start + 1)
    has_article = items[start].lower in ("the", "a", "an")
    at = start + has_article
    while at < high and items[at].kind == "w" and items[at].text[0].isupper() and not is_grammar_word(items[at]):
        at += 1
    if has_article and at < high and items[at].kind == "w" and is_plain(items[at]):
        at += 1
    return Range(start, at) if start + has_article < at < high and items[at].text not in (",", "'s") else None


def _passive(items: Sequence[Token], group: VerbGroup, low: int, high: int) -> Draft | None:
    """CONTENT is said to CONTENT: the article does not say by whom."""
    frames = group.verb.frames
    at = group.last
    if at >= high or not frames & _PASSIVES.get(items[at].lower, frozenset()):
        return None
    subject = find_subject(items, group.first, low)
    if subject is None:
        return None
    cue_end = at + 1 if items[at].lower in ("as", "about") else at
    end = trimmed(items, cue_end, high)
    if end <= cue_end:
        return None
    contents = [Range(cue_end, end)] if "o" in frames else [subject, Range(cue_end, end)]
    return Draft("passive", None, Range(group.first, cue_end), contents)


def _yield_to(items: Sequence[Token], drafts: Sequence[Draft], found: Draft) -> None:
    """Cut what earlier attributions took as content where a later one of the same rank begins."""
    start = found.cue.first
    if found.pattern not in ("coordinated", "participle"):
        if found.source is None or found.source.last > found.cue.first:
            return
        start = found.source.first
        if items[start - 1].text == ";":
            pass
        elif (
            start < 2
            or items[start - 1].lower not in ("and", "but", "while")
            or items[start - 2].text not in (",", ";")
        ):
            return
    for draft in drafts:
        for number, content in enumerate(draft.contents):
            if draft.cue.last <= content.first < start < content.last:
                end = start
                while end > content.first + 1 and (
                    items[end - 1].kind == "m" or items[end - 1].lower in ("and", "but", "or", "while", "then")
                ):
                    end -= 1
                draft.contents[number] = Range(content.first, end)
