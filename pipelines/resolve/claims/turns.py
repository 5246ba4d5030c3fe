"""Turns of transcripts and interviews, and embedded posts: words whose speaker stands in a label or a signature.

A turn is a line with a label before a colon: 'SARA WELLER:', 'NQ:', 'A:'. Lines between two turns belong to the turn
before them. A post is a paragraph with a signature behind: '— Ana Pires (@anapires)'.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene, Source

FEWEST_TURNS = 3
"""Fewest labelled lines of a transcript. A single 'LONDON:' or 'WARNING:' is no turn."""
MOST_TURNS = 2_000
"""Most labelled lines of a transcript. A page with more is a table."""
LEAST_TALK = 0.2
"""Least share of labelled lines that somebody may have spoken. A list of names and charges has none."""
CONFIDENCE = 0.8
LONGEST_LABEL = 40

_LABEL = re.compile(rf"^(?P<label>[^\W\d_][^:\n]{{0,{LONGEST_LABEL}}}):[^\S\n]+(?=\S)", re.MULTILINE)
_SIGNATURE = re.compile(r"(?:^|(?<=\S))[^\S\n]*[—–][^\S\n]*(?P<name>[^()\n@—–]{2,60}?)[^\S\n]\(@\w+\)", re.MULTILINE)
_SPEECH_END = re.compile(r"[.!?…][\"”’)\]]*\s*$")
_LINK = re.compile(r"\s*(?:https?://|pic\.twitter\.com/|t\.co/)\S*\s*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """Words with the speaker of their label. `source` is None where the label is resolved like any other source."""

    attribution: Attribution
    source: Source | None = None


def find_turns(scene: Scene) -> list[Turn]:
    """Return the turns and the posts of an article, in order."""
    return sorted([*_labelled(scene), *_posts(scene)], key=lambda turn: turn.attribution.content[0].start)


def outside_turns(attributions: Sequence[Attribution], turns: Sequence[Turn]) -> list[Attribution]:
    """Return the attributions that lie outside all turns, and those that lie whole in the words of one."""
    starts = [min(span.start for span in _spans(turn.attribution)) for turn in turns]
    ends = [max(span.end for span in _spans(turn.attribution)) for turn in turns]

    def is_kept(attribution: Attribution) -> bool:
        spans = _spans(attribution)
        low, high = min(span.start for span in spans), max(span.end for span in spans)
        near = turns[bisect_right(ends, low) : bisect_left(starts, high)]
        return all(_is_outside(attribution, turn) or _is_within(attribution, turn) for turn in near)

    return [attribution for attribution in attributions if is_kept(attribution)]


def _spans(attribution: Attribution) -> tuple[Span, ...]:
    return (*attribution.source, *attribution.cue, *attribution.content)


def _is_outside(attribution: Attribution, turn: Turn) -> bool:
    return not any(
        span.start < taken.end and taken.start < span.end
        for span in _spans(attribution)
        for taken in _spans(turn.attribution)
    )


def _is_within(attribution: Attribution, turn: Turn) -> bool:
    """Return True for an attribution with a cue of its own, all in the words of a turn."""
    return bool(attribution.cue) and all(
        any(part.start <= span.start and span.end <= part.end for part in turn.attribution.content)
        for span in _spans(attribution)
    )


def _labelled(scene: Scene) -> list[Turn]:
    labels = _labels(scene)
    if not FEWEST_TURNS <= len(labels) <= MOST_TURNS or len({match["label"] for match in labels}) < 2:
        return []
    if sum(_is_talk(scene, match) for match in labels) < LEAST_TALK * len(labels):
        return []
    turns = []
    speakers: dict[str, Source | None] = {}
    for number, match in enumerate(labels):
        is_last = number + 1 == len(labels)
        end = _line_end(scene.text, match.end()) if is_last else labels[number + 1].start()
        label = Span(match.start("label"), match.end("label"))
        attribution = Attribution((label,), (), _lines(scene.text, match.end(), end), "direct", CONFIDENCE)
        if match["label"] not in speakers:
            speakers[match["label"]] = _labelled_speaker(scene, match["label"], labels[0].start())
        turns.append(Turn(attribution, speakers[match["label"]]))
    return turns


def _is_talk(scene: Scene, match: re.Match[str]) -> bool:
    """Return True if a line has a label of an interview ('Q:'), or asks, or has a word such as 'we' or 'it'."""
    patterns = (scene.language.pattern(f"claims/interview.{name}") for name in ("question", "answer"))
    line = scene.text[match.end() : _line_end(scene.text, match.end())]
    words = {word.group().lower().replace("’", "'") for word in WORD.finditer(line)}
    lists = ("claims/author_persons", "claims/demonstrative_openers")
    return (
        "?" in line
        or any(pattern.fullmatch(match["label"]) for pattern in patterns)
        or any(not words.isdisjoint(scene.language.words(name)) for name in lists)
    )


def _labels(scene: Scene) -> list[re.Match[str]]:
    """Return the lines of speech that begin with a label: in capitals, or a person's name.

    A body's name is a label beside two labels in capitals. Elsewhere such a name heads a list, as of a club's team.
    """
    lines = [
        match
        for match in _LABEL.finditer(scene.text)
        if _SPEECH_END.search(scene.text[match.end() : _line_end(scene.text, match.end())])
    ]
    capitals = [match for match in lines if match["label"].isupper()]
    kinds = ("person", "organization") if len(capitals) > 1 else ("person",)
    labels = {match["label"] for match in lines if match in capitals or _is_name(scene, match, kinds)}
    # A short answer may lack its full stop.
    return [match for match in _LABEL.finditer(scene.text) if match["label"] in labels]


def _is_name(scene: Scene, match: re.Match[str], kinds: tuple[str, ...]) -> bool:
    """Return True if a label is a whole mention of one of these types."""
    mentions = [
        scene.mention_index.mentions[index] for index in scene.mention_index.within((Span(*match.span("label")),))
    ]
    return len(mentions) == 1 and mentions[0].entity_type in kinds and mentions[0].end == match.end("label")


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _lines(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return a span for each line with words between two positions."""
    spans, position = [], start
    for line in text[start:end].split("\n"):
        words = line.strip()
        if words:
            first = position + line.index(words)
            spans.append(Span(first, first + len(words)))
        position += len(line) + 1
    return tuple(spans)


def _labelled_speaker(scene: Scene, label: str, first: int) -> Source | None:
    """Return the person of a label: by name or surname, by initials, or 'A' for the only person named before."""
    language = scene.language
    words = [fold(word) for word in WORD.findall(label)]
    index = scene.mention_index
    named = [
        (entity_id, [fold(word) for word in WORD.findall(scene.text[mention.start : mention.end])], mention.start)
        for mention, entity_id in zip(index.mentions, index.entities, strict=True)
        if mention.entity_type in ("person", "organization") and entity_id is not None
    ]
    persons = scene.persons.everybody
    if language.pattern("claims/interview.question").fullmatch(label):
        return Source(None, "organization")  # the outlet asks
    if language.pattern("claims/interview.answer").fullmatch(label):
        fitting = {entity_id for entity_id, _, start in named if start < first and entity_id in persons}
    elif len(words) == 1 and len(words[0]) in (2, 3):
        fitting = {entity_id for entity_id, name, _ in named if "".join(word[0] for word in name) == words[0]}
    else:
        fitting = {entity_id for entity_id, name, _ in named if name[-len(words) :] == words}
    fitting = fitting & persons or fitting
    if len(fitting) == 1:
        (entity_id,) = fitting
        return Source(entity_id, "named" if entity_id in persons else "organization")
    return Source(None, "named") if fitting else None


def _posts(scene: Scene) -> list[Turn]:
    """Return the paragraphs with a signature behind them."""
    posts: list[Turn] = []
    if "(@" not in scene.text:
        return posts
    for match in _SIGNATURE.finditer(scene.text):
        end = match.start()
        start = scene.text.rfind("\n", 0, len(scene.text[:end].rstrip())) + 1
        body = scene.text[start:end].rstrip()
        body = _LINK.sub("", body)
        if body.strip():
            name = Span(match.start("name"), match.end("name"))
            attribution = Attribution((name,), (), (Span(start, start + len(body)),), "direct", CONFIDENCE)
            posts.append(Turn(attribution))
    return posts
