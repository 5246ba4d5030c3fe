"""What a change of the reader won and lost, by example: python bench/listings/examples.py GOLD SCORERS OLD [NUMBER]

OLD holds what the other reader printed for the development articles, in a checkout of its own:
    python SCORERS/attribution.py texts GOLD/polnear/dev | hearsay read --jsonl > OLD
"""

import importlib.util
import json
import random
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

ROLES = ("source", "cue", "content")

Attributed = dict[str, Any]
"""An attribution: its role to its spans."""
Example = tuple[str, str, Attributed, list[Attributed]]
"""An article's name and text, an attribution of the gold, and what the reader that misses it found."""


def main(gold: Path, scorers: Path, old: Path, number: int) -> None:
    from hearsay.flows.config.languages import languages
    from hearsay.pipelines.reader import read_text

    spec = importlib.util.spec_from_file_location("attribution", scorers / "attribution.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    before = {row["id"]: row["attributions"] for row in map(json.loads, old.read_text(encoding="utf-8").splitlines())}
    gained: list[Example] = []
    lost: list[Example] = []
    both = neither = 0
    for name, (text, wanted) in scorer.gold(gold / "polnear" / "dev").items():
        now = [
            {role: getattr(said, role) for role in ROLES}
            for said in read_text(text, languages().default).attributions
        ]
        for one in wanted:
            was, is_now = (is_linked(scorer, text, one, found) for found in (before[name], now))
            both += was and is_now
            neither += not (was or is_now)
            if was != is_now:
                (gained if is_now else lost).append((name, text, one, before[name] if is_now else now))
    print(f"linked by both {both}, by neither {neither}, gained {len(gained)}, lost {len(lost)}")
    chance = random.Random(1)  # noqa: S311  (which examples are shown is no secret)
    for title, examples in (("gained", gained), ("lost", lost)):
        print(f"\n## {title}\n")
        for name, text, one, other in chance.sample(examples, min(number, len(examples))):
            print(f"- {name}: {shown(text, one)}")
            print(f"  the other reader: {nearest(text, one, other)}")


def is_linked(scorer: Any, text: str, wanted: Attributed, found: list[Attributed]) -> bool:
    covered = {role: scorer.chars(text, wanted[role]) for role in ROLES}
    return any(
        covered["cue"] & scorer.chars(text, one["cue"])
        and all(scorer.half_shared(scorer.chars(text, one[role]), covered[role]) for role in ("source", "content"))
        for one in found
    )


def shown(text: str, one: Attributed) -> str:
    parts = (" … ".join(" ".join(text[start:end].split()) for start, end in one[role]) or "–" for role in ROLES)
    return " | ".join(parts)


def nearest(text: str, wanted: Attributed, found: list[Attributed]) -> str:
    """What was found with a cue in the same place, or else with any span there."""
    low, high = (edge(span for role in ROLES for span in wanted[role]) for edge in (lowest, highest))
    near = [one for one in found if any(s < high and e > low for role in ROLES for s, e in one[role])]
    cues = [one for one in near if any(s < e2 and e > s2 for s, e in one["cue"] for s2, e2 in wanted["cue"])]
    return " || ".join(shown(text, one) for one in cues or near) or "nothing"


def lowest(spans: Iterable[tuple[int, int]]) -> int:
    return min(start for start, _ in spans)


def highest(spans: Iterable[tuple[int, int]]) -> int:
    return max(end for _, end in spans)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    gold, scorers, old = map(Path, sys.argv[1:4])
    main(gold, scorers, old, int(sys.argv[4]) if len(sys.argv) > 4 else 10)
