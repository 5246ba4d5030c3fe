"""Content that stands before its cue: '…, she said', '…, said the mayor', 'according to'."""

from collections.abc import Sequence

from pipelines.reader.drafts import REACH, Draft, has_verb, trimmed
from pipelines.reader.grammar import grammar
from pipelines.reader.phrases import Range, find_phrase, skip_time
from pipelines.reader.tokens import Token, last_inside
from pipelines.reader.verb_groups import VerbGroup

_SPOKEN_ENDS = frozenset((",", "?", "!", "-", "–", "—", "…"))


def draft_inverted(items: Sequence[Token], group: VerbGroup, low: int, high: int) -> Draft | None:
    """CONTENT, CUE SOURCE."""
    before = group.first - 1
    if before <= low - 1 or "q" not in group.verb.frames or group.first != group.at or group.last >= high:
        return None
    is_quoted = items[before].kind == "q" or (
        before > low and items[before].text == "," and items[before - 1].kind == "q"
    )
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
    while (
        at < high
        and items[at].text not in (",", ".", ";", "—")
        and items[at].lower not in ("during", "after", "as", "when")
    ):
        at += 1
    return Range(source.first, at)


def draft_fronted(items: Sequence[Token], group: VerbGroup, subject: Range, low: int, high: int) -> Draft | None:
    """CONTENT, SOURCE CUE, and what of the content comes after it."""
    before = subject.first - 1
    if before < low or not ({"q", "z"} & group.verb.frames) or items[subject.first].lower in grammar().relatives:
        return None
    is_quoted = (items[before].kind == "q" and last_inside(items[before]) in _SPOKEN_ENDS) or (
        before > low and items[before].text == "," and items[before - 1].kind == "q"
    )
    after = skip_time(items, group.last, high)
    if after < high and (items[after].lower == "that" or items[after].text == ":"):
        return None
    if is_quoted and _after_break(items, low, before) < before - 1 and not _is_terminal(items, after, high):
        return None
    if not is_quoted:
        if items[before].text not in (",", "—", "–", "-", "--") or before - low < 2:
            return None
        if not _is_terminal(items, after, high) or _is_adjunct(items, low, before):
            return None
    cue = Range(group.first, group.last)
    contents = [_before(items, low, before), *_resumed(items, after, high, is_quoted=is_quoted)]
    return Draft("quote first" if is_quoted else "content first", subject, cue, contents)


def _is_adjunct(items: Sequence[Token], low: int, end: int) -> bool:
    """Whether only time or place stands before the source: 'On Saturday, at home, she explained'."""
    return items[low].lower in grammar().prepositions and not has_verb(items, low, end)


def draft_according(items: Sequence[Token], at: int, low: int, high: int) -> Draft | None:
    """According to SOURCE, CONTENT and CONTENT, according to SOURCE."""
    comma = next((i for i in range(at + 2, high) if items[i].text == ","), high)
    before = at - 1
    if before < low or (items[before].lower in grammar().conjunctions and before == low):
        end = trimmed(items, comma + 1, high) if comma + 1 < high else 0
        if end <= comma + 1:
            return None
        return Draft("according first", Range(at + 2, comma), Range(at, at + 2), [Range(comma + 1, end)])
    source = find_phrase(items, at + 2, high) or Range(at + 2, at + 3)
    stop = trimmed(items, source.first, high)
    if stop - source.first <= REACH and not any(items[i].text == "," for i in range(source.last, stop)):
        source = Range(source.first, max(stop, source.first + 1))
    contents = [_before(items, low, before if items[before].text in (",", "—", "–") else before + 1)]
    contents += _resumed(items, source.last, high, is_quoted=False)
    return Draft("according", source, Range(at, at + 2), contents)


def _before(items: Sequence[Token], low: int, end: int) -> Range:
    """The content that ends before the mark at `end`, or with it where that is a quotation."""
    last = end + 1 if items[end].kind == "q" else end
    first = _after_break(items, low, end)
    while first < last - 1 and (
        items[first].lower in ("but", "and", "yet", "still", "so") or items[first].text == ","
    ):
        first += 1
    while last > first + 1 and items[last - 1].text == ",":
        last -= 1
    return Range(first, last)


def _after_break(items: Sequence[Token], low: int, end: int) -> int:
    """Where the last clause before `end` begins: behind a semicolon, a lone dash or a bracket that is still open."""
    dashes = [at for at in range(low, end) if items[at].text in ("—", "–", "--")]
    opened = [at for at in range(low, end) if items[at].text == "("]
    closed = sum(items[at].text == ")" for at in range(low, end))
    breaks = [at + 1 for at in range(low, end) if items[at].text == ";"]
    breaks += [at + 1 for at in range(low, end) if items[at].text == ":" and items[at + 1].kind == "q"]
    breaks += [dashes[-1] + 1] if len(dashes) % 2 else []
    breaks += [opened[-1] + 1] if len(opened) > closed else []
    return max((at for at in breaks if at < end), default=low)


def _resumed(items: Sequence[Token], at: int, high: int, *, is_quoted: bool) -> list[Range]:
    """The content that goes on behind 'he said,': a quotation, or the rest of an interrupted clause."""
    if at + 1 >= high or items[at].text not in (",", ":", ";", "—"):
        if not is_quoted:
            return []
        at = next((i for i in range(at, min(high, at + REACH)) if items[i].text in (",", ":") and i + 1 < high), high)
    start = at + 1
    if start >= high or (is_quoted and items[start].kind != "q"):
        return []
    if not is_quoted and (items[start].lower.endswith("ing") or items[start].lower in ("who", "which", "and", "but")):
        return []
    end = trimmed(items, start, high)
    return [Range(start, end)] if end > start else []


def _is_terminal(items: Sequence[Token], at: int, high: int) -> bool:
    """Whether a clause that ends at `at` ends its sentence or is set off by a comma."""
    if at >= high or items[at].text in (",", ".", ";", "?", "!", ")", "—", "–"):
        return True
    if items[at].lower == "to" or items[at].lower not in grammar().prepositions | grammar().subordinators:
        return False
    return not any(item.kind == "q" or item.lower in ("that", ":") for item in items[at:high])
