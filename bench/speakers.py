"""Who speaks, on gold data: python bench/speakers.py GOLD [choosing|checking] [misses].

GOLD holds stories/basil (articles and annotations of launchnlp/BASIL). A gold item is a span inside a quotation
with the name of who said it. Items whose speaker is no name (other_anti, other_pro, other_neutral) are left out;
so are groups of people ("Democratic lawmakers"), which are printed by themselves.

The rule: a gold span is matched to the claim whose content shares most characters with it (of several, the
shortest content); claims in the article's own voice are not asked. A hit: the claim's source entity has the gold
speaker's last name, generation (Jr., II) and title aside, and the first names, where both have one, are equal, or
one is the other's beginning or initial, or a usual short form of it. Names are compared without case, accents and
punctuation. An organisation is hit when one name's words hold the other's.

Events are halved by the first digit of SHA-256 of their id: even digits for choosing, odd ones for checking.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.lexicon import fold  # noqa: E402
from hearsay.pipelines.reader import read_text  # noqa: E402
from hearsay.pipelines.records import Article, Claim, Resolution, Span  # noqa: E402
from hearsay.pipelines.resolve import resolve  # noqa: E402

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
    """One gold item: a span of an article's text and the name of who said it."""

    speaker: str
    span: Span


@dataclass(frozen=True, slots=True)
class Story:
    """One article of an event, and what is said in it."""

    name: str
    event: str
    text: str
    spoken: tuple[Spoken, ...]

    @property
    def half(self) -> str:
        digit = int(hashlib.sha256(self.event.encode()).hexdigest()[0], 16)
        return "checking" if digit % 2 else "choosing"


def stories(gold: Path) -> Iterator[Story]:
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
    words = set(fold(speaker).split())
    if words & GROUP_WORDS:
        return "group"
    return "organisation" if words & ORGANISATIONS else "person"


def same_speaker(gold: str, found: str) -> bool:
    wanted, given = _words(gold), _words(found)
    if kind_of_speaker(gold) != "person":
        return set(wanted) <= set(given) or set(given) <= set(wanted)
    if not given or wanted[-1] != given[-1]:
        return False
    if len(wanted) == 1 or len(given) == 1:
        return True
    first, other = sorted((wanted[0], given[0]), key=len)
    return other.startswith(first) or (first, other) in SHORT_FORMS


def _words(name: str) -> list[str]:
    words = [word.strip(".,'") for word in fold(name.replace("-", " ")).split()]
    return [word for word in words if word and word not in GENERATIONS | TITLES]


def best_claim(claims: tuple[Claim, ...], span: Span) -> Claim | None:
    """The claim that shares most of its content with a span; None where none shares any."""

    def shared(claim: Claim) -> int:
        return sum(max(0, min(end, span.end) - max(start, span.start)) for start, end in claim.attribution.content)

    def length(claim: Claim) -> int:
        return sum(end - start for start, end in claim.attribution.content)

    said = [claim for claim in claims if (claim.attribution.cue or claim.source_type != "author") and shared(claim)]
    return max(said, key=lambda claim: (shared(claim), -length(claim)), default=None)


def judge(story: Story, resolution: Resolution, item: Spoken) -> tuple[str, str]:
    """What became of one gold item, and the words of the claim that shows it."""
    claim = best_claim(resolution.claims, item.span)
    if claim is None:
        return "no claim found", ""
    said = claim.attribution
    source = " … ".join(story.text[start:end] for start, end in said.source)
    shown = f"{source!r} {' '.join(story.text[start:end] for start, end in said.cue)!r}"
    names = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    if claim.source_entity_id:
        name = names[claim.source_entity_id]
        return "same" if same_speaker(item.speaker, name) else "source wrong", f"{shown} = {name}"
    if not source:
        return "source missing", shown
    is_pronoun = fold(source) in ("he", "she", "they", "i", "we", "who", "his", "her", "him")
    return "pronoun unresolved" if is_pronoun else "source unresolved", shown


def measure(gold: Path, half: str | None, *, with_misses: bool) -> dict[str, Counter[str]]:
    """Outcomes by kind of speaker."""
    found = {kind: Counter[str]() for kind in ("person", "organisation", "group")}
    for story in stories(gold):
        if (half and story.half != half) or not story.spoken:
            continue
        resolution = resolve(Article("capture", story.text), read_text(story.text))
        for item in story.spoken:
            outcome, shown = judge(story, resolution, item)
            found[kind_of_speaker(item.speaker)][outcome] += 1
            if with_misses and outcome != "same" and kind_of_speaker(item.speaker) != "group":
                start, end = item.span
                print(f"[{outcome}] {item.speaker} · {shown} · {story.text[start:end][:90]!r} ({story.name[:8]})")
    return found


def main(arguments: list[str]) -> None:
    half = next((one for one in ("choosing", "checking") if one in arguments), None)
    found = measure(Path(arguments[0]), half, with_misses="misses" in arguments)
    print("| speakers | items | same | of those with an entity | no claim | source missing | wrong | unresolved |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, counts in found.items():
        total, same, wrong = counts.total(), counts["same"], counts["source wrong"]
        recall = f"{same / total:.3f}" if total else "–"
        precision = f"{same / (same + wrong):.3f}" if same + wrong else "–"
        unresolved = counts["pronoun unresolved"] + counts["source unresolved"]
        print(f"| {kind} | {total} | {recall} | {precision} | {counts['no claim found']} ", end="")
        print(f"| {counts['source missing']} | {wrong} | {unresolved} |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
