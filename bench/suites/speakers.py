"""The speakers of quotations in BASIL: whom a claim's source entity names.

A gold item is a span inside a quotation with the name of its speaker. Items whose speaker has no name (other_anti,
other_pro, other_neutral) are left out. Persons, organisations and groups of people ("Democratic lawmakers") are
counted apart.

A gold span is matched to the claim whose content shares most characters with it (of several, the shortest content);
claims of the article itself are left out. A hit: the claim's source entity has the gold speaker's last name,
without generation (Jr., II) and title, and the first names, where both have one, are equal, or one is the other's
beginning or initial, or a usual short form of it. Names are compared without case, accents and punctuation. An
organisation is hit when the words of one name contain those of the other.

Events are halved by the first digit of SHA-256 of their id: rules were chosen on the even digits.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figure import Figure
from hearsay.flows.config.languages import languages
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Claim, Resolution, Span
from hearsay.pipelines.resolve import resolve

KINDS = {"person": "persons", "organisation": "organisations", "group": "groups"}
PRONOUNS = {"he", "she", "they", "i", "we", "who", "his", "her", "him"}
GENERATIONS = {"jr", "sr", "ii", "iii", "iv"}
TITLES = {"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "vice", "president"}
SHORT_FORMS = {("bibi", "benjamin"), ("bill", "william"), ("joe", "joseph"), ("mike", "michael"), ("jim", "james")}
GROUP_WORDS = {
    "lawmakers",
    "democrats",
    "republicans",
    "members",
    "officials",
    "catholics",
    "companies",
    "plaintiffs",
}
ORGANISATIONS = {"campaign", "buzzfeed", "america", "now"}
"""Words by which the set's speakers that are no persons are told from those that are; it has no field for it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A gold item: a span of an article's text and the name of its speaker."""

    speaker: str
    span: Span


@dataclass(frozen=True, slots=True)
class Story:
    """An article of an event, with its quoted spans."""

    name: str
    event: str
    text: str
    spoken: tuple[Spoken, ...]

    @property
    def half(self) -> str:
        """Return the half of the events that the article belongs to."""
        digit = int(hashlib.sha256(self.event.encode()).hexdigest()[0], 16)
        return "checking" if digit % 2 else "choosing"


def stories(gold: Path) -> Iterator[Story]:
    """Yield the articles of BASIL with their quoted spans."""
    folder = gold / "stories" / "basil"
    for path in sorted(folder.glob("annotations/*/*_ann.json")):
        notes = json.loads(path.read_text(encoding="utf-8"))["phrase-level-annotations"]
        article = folder / "articles" / path.parent.name / path.name.replace("_ann", "")
        yield _story(json.loads(article.read_text(encoding="utf-8")), notes, path.stem)


def _story(article: dict[str, Any], notes: list[dict[str, Any]], name: str) -> Story:
    text, starts = "", []
    for paragraph in article["body-paragraphs"]:
        for number, sentence in enumerate(paragraph):
            text += " " if number else "\n\n" if text else ""
            starts.append(len(text))
            text += sentence
    spoken = []
    for note in notes:
        speaker = note["speaker"].replace("_", " ")
        if note["quote"] == "yes" and not speaker.startswith("other "):
            at = starts[int(note["id"].removeprefix("p"))]
            spoken.append(Spoken(speaker, Span(at + note["start"], at + note["end"])))
    return Story(name, article["triplet-uuid"], text, tuple(spoken))


def kind_of_speaker(speaker: str) -> str:
    """Return person, organisation or group."""
    words = set(fold(speaker).split())
    if words & GROUP_WORDS:
        return "group"
    return "organisation" if words & ORGANISATIONS else "person"


def same_speaker(gold: str, name: str) -> bool:
    """Return True if a name is that of the gold speaker."""
    wanted, words = _words(gold), _words(name)
    if kind_of_speaker(gold) != "person":
        return set(wanted) <= set(words) or set(words) <= set(wanted)
    if not words or wanted[-1] != words[-1]:
        return False
    if len(wanted) == 1 or len(words) == 1:
        return True
    first, other = sorted((wanted[0], words[0]), key=len)
    return other.startswith(first) or (first, other) in SHORT_FORMS


def _words(name: str) -> list[str]:
    words = [word.strip(".,'") for word in fold(name.replace("-", " ")).split()]
    return [word for word in words if word and word not in GENERATIONS | TITLES]


def best_claim(claims: tuple[Claim, ...], span: Span) -> Claim | None:
    """Return the claim that shares most of its content with a span; None where no claim shares any."""

    def shared(claim: Claim) -> int:
        return sum(max(0, min(end, span.end) - max(start, span.start)) for start, end in claim.attribution.content)

    def length(claim: Claim) -> int:
        return sum(end - start for start, end in claim.attribution.content)

    sharing = [
        claim for claim in claims if (claim.attribution.cue or claim.source_type != "author") and shared(claim)
    ]
    return max(sharing, key=lambda claim: (shared(claim), -length(claim)), default=None)


def judge(story: Story, resolution: Resolution, item: Spoken) -> tuple[str, str]:
    """Return the outcome of a gold item, and the words of the claim that shows it."""
    claim = best_claim(resolution.claims, item.span)
    if claim is None:
        return "no claim found", ""
    attribution = claim.attribution
    source = " … ".join(story.text[start:end] for start, end in attribution.source)
    shown = f"{source!r} {' '.join(story.text[start:end] for start, end in attribution.cue)!r}"
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    if claim.source_entity_id:
        name = names[claim.source_entity_id]
        return "same" if same_speaker(item.speaker, name) else "source wrong", f"{shown} = {name}"
    if not source:
        return "source missing", shown
    return "pronoun unresolved" if fold(source) in PRONOUNS else "source unresolved", shown


def judged_items(gold: Path) -> Iterator[tuple[Story, Spoken, str, str]]:
    """Yield each gold item with its story, its outcome and the claim's words."""
    for story in stories(gold):
        if story.spoken:
            resolution = resolve(
                Article("capture", story.text), read_text(story.text, languages().default), languages().default
            )
            for item in story.spoken:
                yield story, item, *judge(story, resolution, item)


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of right speakers for each kind, of all and of those with an entity; persons by halves."""
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    for story, item, outcome, _ in judged_items(gold):
        kind = kind_of_speaker(item.speaker)
        for part in ("all", story.half) if kind == "person" else ("all",):
            outcomes.setdefault((kind, part), Counter())[outcome] += 1
    return [figure for (kind, part), counts in sorted(outcomes.items()) for figure in _figures(kind, part, counts)]


def _figures(kind: str, part: str, counts: Counter[str]) -> Iterator[Figure]:
    label = KINDS[kind] if part == "all" else f"{KINDS[kind]}, {part} half"
    same, wrong = counts["same"], counts["source wrong"]
    shares = {label: (same, counts.total()), f"{label}, of those with an entity": (same, same + wrong)}
    for name, (count, of) in shares.items():
        if of:
            yield Figure("speakers", name, of, count / of, None, "BASIL", part, items="quoted spans")


def misses(gold: Path, scorers: Path) -> Iterator[str]:
    """Yield the persons and organisations that are not named right."""
    for story, item, outcome, shown in judged_items(gold):
        if outcome != "same" and kind_of_speaker(item.speaker) != "group":
            start, end = item.span
            yield f"[{outcome}] {item.speaker} · {shown} · {story.text[start:end][:90]!r} ({story.name[:8]})"
