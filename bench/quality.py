"""Quality on gold data: python bench/quality.py GOLD SCORERS [part ...].

GOLD holds pages/{scrapinghub,fundus,wcxb}, polnear/dev and ner/{worldwide,politics,conll2003} (bench/README.md says
where they come from), SCORERS the scripts pages.py, attribution.py and mentions.py. Prints Markdown tables. Parts:
pages, attribution, mentions; all of them unless some are named.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEARSAY = [sys.executable, "-m", "flows.command_line"]
PAGE_SETS = ("scrapinghub", "fundus", "wcxb")
MENTION_SETS = {"worldwide": "worldwide", "politics": "politics/dev.txt", "conll2003": "conll2003/dev.txt"}

RULES = (0.645, 0.624, 0.503, 0.686, 0.537, 0.778, 0.553)
"""F1 of the reader of the first release, made of rules, in the order of the table; the baseline to beat."""
MENTION_RULES = (0.668, 0.718, 0.704)


def ask(*command: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout


def scored(scorer: Path, give: list[str], hearsay: str, score: list[str]) -> dict:
    """Run the scorer's own input through `hearsay COMMAND --jsonl` and score what comes out."""
    lines = ask(sys.executable, str(scorer), *give)
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as predictions:
        predictions.write(ask(*HEARSAY, hearsay, "--jsonl", stdin=lines))
        predictions.flush()
        return json.loads(ask(sys.executable, str(scorer), *score, predictions.name))


def pages(gold: Path, scorers: Path) -> None:
    print(
        "| pages | body P | R | F1 | exact | title | authors | date | spurious dates | spurious authors | language |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in PAGE_SETS:
        folder = str(gold / "pages" / name)
        found = scored(scorers / "pages.py", ["input", folder], "extract", ["score", folder])
        body = found["body"]
        cells = [body["p"], body["r"], body["f1"], body["exact"], found["title_exact"], found["authors_exact"]]
        cells += [found["date_day_exact"], "{}/{}".format(*found["date_given_where_gold_has_none"])]
        cells += ["{}/{}".format(*found["author_given_where_gold_has_none"]), found["language_given"]]
        print(f"| {name} ({found['pages']}) | {' | '.join('–' if c in (None, '0/0') else str(c) for c in cells)} |")


def attribution(gold: Path, scorers: Path) -> None:
    folder = str(gold / "polnear" / "dev")
    found = scored(scorers / "attribution.py", ["texts", folder], "read", ["score", folder])
    print(f"| PolNeAR dev ({found['documents']} articles) | P | R | F1 | rule reader's F1 |")
    print("|---|---|---|---|---|")
    rows = {
        f"{kind} {role}": found[kind][role] for kind in ("exact", "chars") for role in ("source", "cue", "content")
    }
    for (name, cells), rules in zip((rows | {"linked": found["linked"]}).items(), RULES, strict=True):
        print(f"| {name} | {cells['p']} | {cells['r']} | {cells['f1']} | {rules} |")


def mentions(gold: Path, scorers: Path) -> None:
    print("| mentions | P | R | F1 | gold mentions | rule reader's F1 |")
    print("|---|---|---|---|---|---|")
    for (name, path), rules in zip(MENTION_SETS.items(), MENTION_RULES, strict=True):
        place = [name, str(gold / "ner" / path)]
        found = scored(scorers / "mentions.py", ["texts", *place], "read", ["score", *place])["all"]
        print(f"| {name} | {found['p']} | {found['r']} | {found['f1']} | {found['n']} | {rules} |")


PARTS = {"pages": pages, "attribution": attribution, "mentions": mentions}

if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    for part in sys.argv[3:] or PARTS:
        PARTS[part](Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
        print()
