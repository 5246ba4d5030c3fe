"""The rules that find who is said to have said what, one sentence at a time.

Spans follow the conventions of the PolNeAR guidelines: the content holds its 'that' and its quotation marks, the
source its titles and appositions, the cue its auxiliaries and adverbs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reader.grammar import grammar
from pipelines.reader.phrases import (
    Range,
    VerbGroup,
    agrees,
    is_grammar_word,
    find_phrase,
    find_subject,
    find_verb_group,
    is_noun_start,
    skip_time,
)
from pipelines.reader.tokens import Token

_LATE = 14
"""Items between a cue and the 'that', quotation or colon that begins its content."""
_NEW_CLAUSE = frozenset(("the", "which", "who", "and", "but", "while", "as", "after", "when", "because", "though"))
_ENDS = frozenset((".", "?", "!", ";", ":", ",", "…", "—", "-", "–", "--", ")"))


@dataclass(slots=True)
class Draft:
    """An attribution in the making, in items of its text. `pattern` names the rule that found it."""

    pattern: str
    source: Range | None
    cue: Range
    contents: list[Range]


def draft_sentence(items: Sequence[Token], low: int, high: int) -> list[Draft]:
    """The attributions of the sentence items[low:high], in order of their cues."""
    drafts: list[Draft] = []
    for at in range(low, high):
        if items[at].kind != "w":
            continue
        if items[at].lower == "according" and at + 2 < high and items[at + 1].lower == "to":
            found = _according(items, at, low, high)
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
        return _inverted(items, group, low, high) or _coordinated(items, group, low, high, drafts)
    if not agrees(items, subject, group):
        return None
    return _content_before(items, group, subject, low, high) or _content_after(items, group, subject, high)


def _inverted(items: Sequence[Token], group: VerbGroup, low: int, high: int) -> Draft | None:
    """CONTENT, CUE SOURCE."""
    before = group.first - 1
    if before <= low - 1 or "q" not in group.verb.frames or group.first != group.at or group.last >= high:
        return None
    is_quoted = items[before].kind == "q" or (before > low and items[before].text == "," and items[before - 1].kind == "q")
    if not is_quoted and (items[before].text != "," or before - low < 4):
        return None
    follower = items[group.last]
    if follower.lower in ("that", "to") or follower.kind in "qm" or follower.lower in grammar().time_words:
        return None
    source = _described(items, find_phrase(items, group.last, high), high)
    if source is None or (not is_quoted and not _is_terminal(items, source.last, high)):
        return None
    contents = [_before(items, low, before)]
    contents += _resumed(items, source.last, high, is_quoted=is_quoted)
    return Draft("inverted quote" if is_quoted else "inverted", source, Range(group.first, group.last), contents)


def _described(items: Sequence[Token], source: Range | None, high: int) -> Range | None:
    """The source of 'said X' with all that describes it: an apposition or relative clause up to the next stop."""
    if source is None or source.last >= high:
        return source
    has_apposition = any(item.text == "," for item in items[source.first : source.last])
    following = items[source.last]
    is_relative = following.text == "," and source.last + 1 < high and items[source.last + 1].lower == "who"
    if not (is_relative or following.lower in ("who", "that") or (has_apposition and following.kind == "w")):
        return source
    at = source.last + (2 if is_relative else 1)
    while at < high and items[at].text not in (",", ".", ";", "—") and items[at].lower not in ("during", "after", "as", "when"):
        at += 1
    return Range(source.first, at)


def _content_before(items: Sequence[Token], group: VerbGroup, subject: Range, low: int, high: int) -> Draft | None:
    """CONTENT, SOURCE CUE, and what of the content comes after it."""
    before = subject.first - 1
    if before < low or not ({"q", "z"} & group.verb.frames) or items[subject.first].lower in grammar().relatives:
        return None
    is_quoted = (items[before].kind == "q" and items[before].text[-2:-1] in ",?!-—…") or (
        before > low and items[before].text == "," and items[before - 1].kind == "q"
    )
    after = skip_time(items, group.last, high)
    if after < high and (items[after].lower == "that" or items[after].text == ":"):
        return None
    if not is_quoted:
        if items[before].text not in (",", "—", "–", "-", "--") or before - low < 3:
            return None
        if not _is_terminal(items, after, high):
            return None
    cue = Range(group.first, group.last)
    contents = [_before(items, low, before), *_resumed(items, after, high, is_quoted=is_quoted)]
    return Draft("quote first" if is_quoted else "content first", subject, cue, contents)


def _content_after(items: Sequence[Token], group: VerbGroup, source: Range, high: int) -> Draft | None:
    """SOURCE CUE CONTENT."""
    found = _content(items, group, high)
    if found is None:
        return None
    pattern, cue_end, start = found
    end = _trimmed(items, start, _object_end(items, start, high) if pattern == "object" else high)
    if end <= start:
        return None
    contents = [Range(start, end)]
    if source.first > 0 and items[source.first - 1].lower == "what":
        contents.insert(0, Range(source.first - 1, source.first))
    return Draft(pattern, source, Range(group.first, cue_end), contents)


def _object_end(items: Sequence[Token], start: int, high: int) -> int:
    """Where a noun phrase that is the content stops: before a new clause behind a comma."""
    for at in range(start + 1, high - 1):
        if items[at].text == "," and items[at + 1].lower in _NEW_CLAUSE:
            return at
    return high


def _content(items: Sequence[Token], group: VerbGroup, high: int) -> tuple[str, int, int] | None:
    """Pattern, end of the cue and start of the content behind a verb group."""
    frames = group.verb.frames
    at = skip_time(items, group.last, high)
    if at + 1 < high and items[at].text == "," and items[at + 1].kind == "q":
        at += 1
    if at >= high:
        return None
    item = items[at]
    direct = _direct_content(items, group, at, high)
    if direct:
        return direct
    if "o" in frames:
        addressed = _addressed(items, group, at, high)
        if addressed:
            return addressed
    has_modal = any(before.lower in grammar().modals for before in items[group.first : group.at])
    if "n" in frames and not has_modal and _starts_object(item):
        return "object", group.last, at
    return _late_content(items, group, at, high)


def _direct_content(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    item, frames, words = items[at], group.verb.frames, grammar()
    if item.lower == "that" and "t" in frames:
        return "that", group.last, at
    if item.kind == "q" and frames & {"q", "t", "n", "o"}:
        return "cue quote", group.last, at
    if item.text == ":" and "q" in frames and at + 1 < high:
        return "colon", group.last, at + 1
    if item.lower in group.verb.prepositions and at + 1 < high:
        return "preposition", at + 1, at + 1
    if item.lower in words.question_words and "w" in frames:
        return "question", group.last, at
    if item.lower == "to" and "i" in frames:
        return "infinitive", group.last, at
    if item.lower.endswith("ing") and "g" in frames:
        return "gerund", group.last, at
    if "z" in frames and (is_noun_start(item) or _is_plain(item)):
        if group.verb.lemma == "say" or _has_verb(items, at, high):
            return "clause", group.last, at
    return None


def _addressed(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    """'told reporters that', 'urged him to': the content begins behind the addressee."""
    addressee = find_phrase(items, at, high) or Range(at, at + 1)
    for start in range(addressee.first + 1, min(high, addressee.first + _LATE)):
        item = items[start]
        if item.lower == "that" or item.kind == "q" or item.lower in ("to", "whether", "how", "why", "what"):
            return "addressee", group.last, start
        if item.text in (":", ",") and start + 1 < high and items[start + 1].kind == "q":
            return "addressee", group.last, start + 1
        if item.lower in grammar().pronouns - grammar().determiners and start > addressee.first:
            return "addressee", group.last, start
        if item.text in (";", "—"):
            break
    return None


def _late_content(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    """Content behind a phrase of time, place or manner: 'said in an interview on Tuesday that'."""
    frames, words = group.verb.frames, grammar()
    if items[at].lower not in words.prepositions and items[at].lower not in words.adverbs and at == group.last:
        return None
    for start in range(at, min(high, at + _LATE)):
        item = items[start]
        if item.lower == "that" and "t" in frames and items[start - 1].lower not in grammar().prepositions:
            return "late that", group.last, start
        if "q" in frames and (item.kind == "q" or (item.text == ":" and start + 1 < high)):
            return "late quote", group.last, start + (item.text == ":")
        if item.text in (";", "—"):
            break
    return None


def _coordinated(
    items: Sequence[Token], group: VerbGroup, low: int, high: int, drafts: Sequence[Draft]
) -> Draft | None:
    """SOURCE CUE CONTENT and CUE CONTENT: the second cue has the first one's source."""
    before = group.first - 1
    if not drafts or before <= low or not (items[before].lower in ("and", "but", "or", "then") or items[before].text == ","):
        return None
    if "past" not in group.verb.forms and group.first == group.at and not _is_clear(items, group, high):
        return None
    source = drafts[-1].source
    if source is None or source.first > group.first:
        return None
    draft = _content_after(items, group, source, high)
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


def _participle(items: Sequence[Token], group: VerbGroup, low: int, high: int, drafts: Sequence[Draft]) -> Draft | None:
    """SOURCE CUE CONTENT, noting that CONTENT."""
    before = group.first - 1
    if before < low or items[before].text not in (",", "—", "–") and items[before].lower not in ("and", "while"):
        return None
    source = drafts[-1].source if drafts else _leading_subject(items, low, before)
    if source is None or source.first > group.first:
        return None
    draft = _content_after(items, group, source, high)
    if draft:
        draft.pattern = "participle"
    return draft


def _leading_subject(items: Sequence[Token], low: int, high: int) -> Range | None:
    """The subject of a sentence whose main verb is none of ours: a pronoun or a name at its start."""
    if items[low].lower in grammar().pronouns - grammar().determiners:
        return Range(low, low + 1)
    at = low
    while at < high and items[at].kind == "w" and items[at].text[0].isupper() and not is_grammar_word(items[at]):
        at += 1
    return Range(low, at) if low < at < high and items[at].text not in (",", "'s") else None


def _passive(items: Sequence[Token], group: VerbGroup, low: int, high: int) -> Draft | None:
    """CONTENT is said to CONTENT: the article does not say by whom."""
    frames = group.verb.frames
    at = group.last
    if at >= high or not frames & {"i", "a", "o", "t"}:
        return None
    subject = find_subject(items, group.first, low)
    if subject is None or items[at].lower not in ("to", "as", "that", "whether", "about", "if"):
        return None
    cue_end = at + 1 if items[at].lower in ("as", "about") else at
    end = _trimmed(items, cue_end, high)
    if end <= cue_end:
        return None
    contents = [Range(cue_end, end)] if "o" in frames else [subject, Range(cue_end, end)]
    return Draft("passive", None, Range(group.first, cue_end), contents)


def _according(items: Sequence[Token], at: int, low: int, high: int) -> Draft | None:
    """According to SOURCE, CONTENT and CONTENT, according to SOURCE."""
    comma = next((i for i in range(at + 2, high) if items[i].text == ","), high)
    before = at - 1
    if before < low or (items[before].lower in grammar().conjunctions and before == low):
        end = _trimmed(items, comma + 1, high) if comma + 1 < high else 0
        if end <= comma + 1:
            return None
        return Draft("according first", Range(at + 2, comma), Range(at, at + 2), [Range(comma + 1, end)])
    source = find_phrase(items, at + 2, high) or Range(at + 2, at + 3)
    stop = _trimmed(items, source.first, high)
    if stop - source.first <= _LATE and not any(items[i].text == "," for i in range(source.last, stop)):
        source = Range(source.first, max(stop, source.first + 1))
    contents = [_before(items, low, before if items[before].text in (",", "—", "–") else before + 1)]
    contents += _resumed(items, source.last, high, is_quoted=False)
    return Draft("according", source, Range(at, at + 2), contents)


def _before(items: Sequence[Token], low: int, end: int) -> Range:
    """The content that ends before the mark at `end`, or with it where that is a quotation."""
    last = end + 1 if items[end].kind == "q" else end
    first = low
    while first < last - 1 and (items[first].lower in ("but", "and", "yet", "still", "so") or items[first].text == ","):
        first += 1
    while last > first + 1 and items[last - 1].text == ",":
        last -= 1
    return Range(first, last)


def _resumed(items: Sequence[Token], at: int, high: int, *, is_quoted: bool) -> list[Range]:
    """The content that goes on behind 'he said,': a quotation, or the rest of an interrupted clause."""
    if at + 1 >= high or items[at].text not in (",", ":", ";", "—"):
        if not is_quoted:
            return []
        at = next((i for i in range(at, min(high, at + _LATE)) if items[i].text in (",", ":") and i + 1 < high), high)
    start = at + 1
    if start >= high or (is_quoted and items[start].kind != "q"):
        return []
    if not is_quoted and (items[start].lower.endswith("ing") or items[start].lower in ("who", "which", "and", "but")):
        return []
    end = _trimmed(items, start, high)
    return [Range(start, end)] if end > start else []


def _is_terminal(items: Sequence[Token], at: int, high: int) -> bool:
    """Whether a clause that ends at `at` ends its sentence or is set off by a comma."""
    if at >= high or items[at].text in (",", ".", ";", "?", "!", ")", "—", "–"):
        return True
    if items[at].lower not in grammar().prepositions and items[at].lower not in grammar().subordinators:
        return False
    return not any(item.kind == "q" or item.lower in ("that", ":") for item in items[at:high])


def _starts_object(item: Token) -> bool:
    words = grammar()
    return item.kind == "w" and (
        item.text[0].isupper() or item.lower in words.determiners or item.lower in ("him", "her", "them", "it", "us", "me")
    )


def _has_verb(items: Sequence[Token], at: int, high: int) -> bool:
    """Whether what begins at `at` can be a clause: a word that looks like a finite verb follows soon."""
    words = grammar()
    return any(
        item.lower in words.auxiliaries or (item.lower.endswith("ed") and item.text[0].islower())
        for item in items[at + 1 : min(high, at + _LATE)]
    )


def _is_plain(item: Token) -> bool:
    """Whether a clause without 'that' may begin with this word: any that has no grammar of its own."""
    words = grammar()
    lower = item.lower
    return item.kind == "w" and lower not in (
        words.prepositions | words.boundaries | words.adverbs | words.auxiliaries
    ) and not lower.endswith(("ly", "ing"))


def _trimmed(items: Sequence[Token], first: int, last: int) -> int:
    """`last` without the marks that end a sentence."""
    while last > first and items[last - 1].text in _ENDS and not (items[last - 1].text == ")"):
        last -= 1
    return last


def _yield_to(items: Sequence[Token], drafts: Sequence[Draft], found: Draft) -> None:
    """Cut what earlier attributions took as content where a later one of the same rank begins."""
    start = found.cue.first
    if found.pattern not in ("coordinated", "participle"):
        if found.source is None or found.source.last > found.cue.first:
            return
        start = found.source.first
        if start < 2 or items[start - 1].lower not in ("and", "but", "while") or items[start - 2].text not in (",", ";"):
            return
    for draft in drafts:
        for number, content in enumerate(draft.contents):
            if draft.cue.last <= content.first < start < content.last:
                end = start
                while end > content.first + 1 and (items[end - 1].kind == "m" or items[end - 1].lower in ("and", "but", "or", "while", "then")):
                    end -= 1
                draft.contents[number] = Range(content.first, end)
