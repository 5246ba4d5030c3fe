"""Names: runs of capitalised words, cut at titles and known names, and typed by what they contain."""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from pipelines.lexicon import word_set
from pipelines.reader.gazetteer import LONGEST_NAME, Gazetteer, gazetteer
from pipelines.reader.grammar import reporting_verbs
from pipelines.reader.tokens import Token

RUN_LIMIT = 14
"""Words of the longest name; a page in capitals is not one."""

_PLACE_BEFORE = frozenset(("in", "near", "across", "outside", "around", "into", "throughout"))


class Name(NamedTuple):
    """tokens[first:last] as a name. `rule` says what typed it; kind '' is a word that only its context can type."""

    first: int
    last: int
    kind: str
    rule: str


def find_names(tokens: Sequence[Token], sentences: Sequence[tuple[int, int]]) -> list[Name]:
    """All names of a text, in order. A single word is judged by the whole text: it may be a part of a longer name."""
    world = gazetteer()
    plain = {token.text for token in tokens if token.kind == "w" and token.text[0].islower()}
    names: list[Name] = []
    for first, last in sentences:
        if _is_heading(tokens, first, last):
            names += _known_only(tokens, first, last, world)
            continue
        for begin, end in _runs(tokens, first, last, world):
            start, is_initial = begin, _is_initial(tokens, begin, first)
            if is_initial and _is_plain(tokens[start], plain) and not _known_at(tokens, start, end, world):
                start, is_initial = start + 1, False
            if start < end and _is_capital(tokens[start]):
                names += _cut_run(tokens, start, end, world, is_initial=is_initial)
    return _settle(tokens, names)


def _is_plain(token: Token, plain: Set[str]) -> bool:
    """Whether a word at the start of a sentence owes its capital to that alone."""
    return token.lower in plain or (token.lower.endswith("ing") and len(token.lower) > 5)


def _runs(tokens: Sequence[Token], first: int, last: int, world: Gazetteer) -> Iterator[tuple[int, int]]:
    at = first
    while at < last:
        if not _is_capital(tokens[at]) or tokens[at].lower in world.dates:
            at += 1
            continue
        end = _run_end(tokens, at, last, world)
        yield at, end
        at = end


def _run_end(tokens: Sequence[Token], start: int, last: int, world: Gazetteer) -> int:
    end = start + 1
    limit = min(last, start + RUN_LIMIT)
    while end < limit:
        if _is_capital(tokens[end]) and tokens[end].lower not in world.dates:
            end += 1
            continue
        gap = _joined(tokens, start, end, limit, world)
        if not gap:
            break
        end += gap
    return end


def _joined(tokens: Sequence[Token], start: int, end: int, limit: int, world: Gazetteer) -> int:
    """How many lower-case words at `end` belong inside the name, which must go on with a capital."""
    at = end
    while at < limit and at - end < 3 and (tokens[at].lower in world.particles or tokens[at].lower in world.joiners):
        at += 1
    if at == end or at >= limit or not _is_capital(tokens[at]):
        return 0
    words = [token.lower for token in tokens[end:at]]
    if all(word in world.particles for word in words):
        return at - end
    head = {token.lower for token in tokens[start:end]}
    is_headed = bool(
        head & (world.organization_words | world.facility_words | world.location_words | world.misc_words)
    )
    if words[0] in ("and", "&"):
        is_joining = words[0] == "&" or (is_headed and _has_of(tokens, start, end))
        return at - end if is_joining else 0
    return at - end if is_headed and words[0] in ("of", "for", "de", "du", "des", "del") else 0


def _has_of(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.lower in ("of", "for") for token in tokens[start:end])


def _cut_run(tokens: Sequence[Token], first: int, last: int, world: Gazetteer, *, is_initial: bool) -> list[Name]:
    """The names inside one run of capitals."""
    if is_initial and tokens[first].lower in _starters() and not _known_at(tokens, first, last, world):
        first += 1
        if first == last or not _is_capital(tokens[first]):
            return []
        is_initial = False
    whole = _kind_of_whole(tokens, first, last, world)
    if whole:
        return [Name(first, last, *whole)]
    title = _last_title(tokens, first, last, world)
    if title is not None:
        left = _last_plain(tokens, first, title, world)
        before = _cut_run(tokens, first, left, world, is_initial=is_initial) if left > first else []
        return before + ([Name(title + 1, last, "person", "title")] if title + 1 < last else [])
    opener = first + _known_at(tokens, first, last, world)
    if first < opener < last and _may_open(_text(tokens, first, opener), world):
        head = Name(first, opener, world.names[_text(tokens, first, opener)], "known")
        return [head, *_cut_run(tokens, opener, last, world, is_initial=False)]
    if last - first == 1:
        return _single(tokens, first, is_initial=is_initial)
    return [_several(tokens, first, last)]


def _may_open(name: str, world: Gazetteer) -> bool:
    """Whether a known name may stand before another one: 'Israeli', 'United States'. A city mostly begins it."""
    return world.names[name] == "norp" or name in world.openers


def _several(tokens: Sequence[Token], first: int, last: int) -> Name:
    """A name of several words none of which tells its type: mostly a person, unless what stands before says no."""
    before = tokens[first - 1].lower if first else ""
    if before in _PLACE_BEFORE and last - first <= 3:
        return Name(first, last, "location", "words in place")
    if before == "the" or last - first > 4:
        return Name(first, last, "", "words with article")
    return Name(first, last, "person", "words")


def _kind_of_whole(tokens: Sequence[Token], first: int, last: int, world: Gazetteer) -> tuple[str, str] | None:
    known = world.names.get(_text(tokens, first, last))
    if known:
        return known, "known"
    words = [token.lower.rstrip(".") if len(token.lower) > 4 else token.lower for token in tokens[first:last]]
    if len(words) < 2:
        return None
    title = _last_title(tokens, first, last, world)
    if title is None:
        return _kind_of_words(words, world)
    return ("organization", "word") if set(words[title + 1 - first :]) & world.organization_words else None


def _kind_of_words(words: Sequence[str], world: Gazetteer) -> tuple[str, str] | None:
    """The type that a telling word gives a name of several words."""
    tells = (
        ("organization", "word", set(words) & world.organization_words),
        ("facility", "word", words[-1] in world.facility_words),
        ("event", "word", words[-1] in world.event_words),
        ("misc", "word", words[-1] in world.misc_words),
        ("location", "word", words[-1] in world.location_words or words[0] in ("lake", "mount")),
        ("location", "first word", words[0] in world.location_first_words and len(words) <= 3),
    )
    return next(((kind, rule) for kind, rule, holds in tells if holds), None)


def _last_title(tokens: Sequence[Token], first: int, last: int, world: Gazetteer) -> int | None:
    """The last title of the run with a name behind it, or at its end."""
    for at in range(last - 1, first - 1, -1):
        if tokens[at].lower in world.titles:
            return at
    return None


def _last_plain(tokens: Sequence[Token], first: int, title: int, world: Gazetteer) -> int:
    left = title
    while left > first and (tokens[left - 1].lower in world.titles or not _is_capital(tokens[left - 1])):
        left -= 1
    return left


def _single(tokens: Sequence[Token], at: int, *, is_initial: bool) -> list[Name]:
    token = tokens[at]
    text = token.text
    if text.isupper() and text.title() in gazetteer().names:
        return [Name(at, at + 1, gazetteer().names[text.title()], "known")]
    if len(text) > 1 and text.replace(".", "").isupper() and len(text) <= 7:
        return [Name(at, at + 1, "organization", "acronym")]
    if len(text) < 2:
        return []
    return [Name(at, at + 1, "", "initial" if is_initial else "single")]


def _settle(tokens: Sequence[Token], names: Sequence[Name]) -> list[Name]:
    """Types for single words: what a longer name of the text says, else the words around them."""
    parts: dict[str, str] = {}
    for name in names:
        if (name.kind == "person" and name.last - name.first > 1) or name.rule == "title":
            for token in tokens[name.first : name.last]:
                if len(token.text) > 2:
                    parts.setdefault(token.text, "person")
    inner = {tokens[name.first].text for name in names if name.rule == "single"}
    settled: list[Name] = []
    for name in names:
        if name.kind or name.rule == "words with article":
            settled += [name] if name.kind else []
            continue
        text = tokens[name.first].text
        if text in parts:
            settled.append(Name(name.first, name.last, parts[text], "part"))
        elif name.rule == "single" or text in inner:
            typed = _by_context(tokens, name)
            settled += [typed] if typed.kind else []
        elif _speaks(tokens, name.last):
            settled.append(Name(name.first, name.last, "person", "speaks"))
    return settled


def _by_context(tokens: Sequence[Token], name: Name) -> Name:
    before = tokens[name.first - 1].lower if name.first else ""
    if _speaks(tokens, name.last):
        return Name(name.first, name.last, "person", "speaks")
    if before in _PLACE_BEFORE:
        return Name(name.first, name.last, "location", "place before")
    return Name(name.first, name.last, "", "alone")


def _speaks(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and any(
        verb.forms & {"past", "third"} for verb in reporting_verbs().get(tokens[at].lower, ())
    )


def _known_only(tokens: Sequence[Token], first: int, last: int, world: Gazetteer) -> list[Name]:
    """In a line all in capitals only known names can be told from other words."""
    found = []
    at = first
    while at < last:
        kind = ""
        for length in range(min(LONGEST_NAME, last - at), 0, -1):
            words = " ".join(token.text for token in tokens[at : at + length])
            kind = world.names.get(words.title(), "") or world.names.get(words, "")
            if kind:
                found.append(Name(at, at + length, kind, "known"))
                at += length
                break
        if not kind:
            at += 1
    return found


def _known_at(tokens: Sequence[Token], first: int, last: int, world: Gazetteer) -> int:
    """Words of the longest known name that begins at `first`, 0 if none."""
    for length in range(min(LONGEST_NAME, last - first), 0, -1):
        if _text(tokens, first, first + length) in world.names:
            return length
    return 0


def _text(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first:last])


def _is_capital(token: Token) -> bool:
    return token.kind == "w" and token.text[0].isupper()


def _is_initial(tokens: Sequence[Token], at: int, first: int) -> bool:
    return at == first or (tokens[at - 1].kind == "m" and tokens[at - 1].text not in (",", "(", "-", "/", "&"))


def _is_heading(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether capitals tell nothing here: most words of the line have one, as in a headline."""
    words = [token for token in tokens[first:last] if token.kind == "w" and token.text[0] not in "'’"]
    share = sum(word.text[0].isupper() for word in words) / max(1, len(words))
    is_line = tokens[last - 1].kind == "w" and (first == 0 or tokens[first - 1].kind == "b")
    if len(words) < 5:
        return share > 0.6 and len(words) > 1 and is_line
    return share > (0.6 if is_line else 0.85)


def _starters() -> frozenset[str]:
    return word_set("reader/data/grammar_words.txt")
