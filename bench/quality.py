"""Quality on gold data: python bench/quality.py GOLD SCORERS [part ...].

GOLD holds pages/{scrapinghub,fundus,wcxb}, polnear/dev and ner/{worldwide,politics,conll2003} (bench/README.md says
where they come from), SCORERS the scripts pages.py, attribution.py and mentions.py. Prints Markdown tables. Parts:
pages, rules, captures, attribution, mentions; all of them unless some are named. `rules` shows what each rule of the
body takes out and what is lost with it; `captures` needs inscriptis, which is no dependency of the project.
"""

import gzip
import importlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.records import Article, Capture  # noqa: E402

HEARSAY = [sys.executable, "-m", "hearsay.flows.command_line"]
PAGE_SETS = ("scrapinghub", "fundus", "wcxb")
MENTION_SETS = {"worldwide": "worldwide", "politics": "politics/dev.txt", "conll2003": "conll2003/dev.txt"}

RULES = (0.645, 0.624, 0.503, 0.686, 0.537, 0.778, 0.553)
"""F1 of the reader of the first release, made of rules, in the order of the table; the baseline to beat."""
MENTION_RULES = (0.668, 0.718, 0.704)

Page = dict[str, Any]
"""A page of a gold set, as its file has it."""


def ask(*command: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout


def scored(scorer: Path, give: list[str], hearsay: str, score: list[str]) -> Any:
    """Run the scorer's own input through `hearsay COMMAND --jsonl`; its scores of what comes out, by their names."""
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


def rules(gold: Path, scorers: Path) -> None:
    """Lines that each rule takes from bodies, and how many of them the gold bodies hold; then what rules add."""
    scorer = _scorer(scorers)
    taken, lost = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for name in PAGE_SETS:
        for page in _golden(gold, name):
            body = f" {scorer.key(page['body'])} "
            for item in _article(gold, name, page).removed:
                rule = (item.part, item.reason)
                taken[rule] += 1
                lost[rule] += f" {scorer.key(item.text)} " in body
    print("| rule: part, reason | lines taken out | of them not in the gold body | in it |")
    print("|---|---|---|---|")
    for rule, count in sorted(taken.items()):
        print(f"| {', '.join(rule)} | {count} | {count - lost[rule]} | {lost[rule]} |")
    print()
    print(f"| what a rule puts in | {' | '.join(f'F1 {name}' for name in PAGE_SETS)} |")
    print("|---|---|---|---|")
    for row, switch in {"all": None, "without lead": "with_lead", "without subheadings": "with_subheadings"}.items():
        with _switched_off(switch):
            cells = [_body_f1(scorer, gold, name) for name in PAGE_SETS]
        print(f"| {row} | {' | '.join(f'{cell:.4f}' for cell in cells)} |")


def captures(gold: Path, scorers: Path) -> None:
    """Body F1 of full-page plain text, which inscriptis makes of the pages."""
    from inscriptis import get_text

    scorer = _scorer(scorers)
    print("| captures | body P | R | F1 |")
    print("|---|---|---|---|")
    for name in PAGE_SETS:
        shares = [
            _shares(scorer, page, _article(gold, name, page, get_text(_markup(gold, name, page))))
            for page in _golden(gold, name)
        ]
        p, r, f1 = _means(shares)
        print(f"| {name} ({len(shares)}) | {p:.4f} | {r:.4f} | {f1:.4f} |")


def _scorer(scorers: Path) -> ModuleType:
    sys.path.insert(0, str(scorers))
    return importlib.import_module("pages")


def _golden(gold: Path, name: str) -> Iterator[Page]:
    with open(gold / "pages" / name / "gold.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _bytes(gold: Path, name: str, page: Page) -> bytes:
    return gzip.decompress((gold / "pages" / name / "html" / f"{page['id']}.html.gz").read_bytes())


def _markup(gold: Path, name: str, page: Page) -> str:
    from hearsay.pipelines.extract.bytes.decoding import decode

    return decode(_bytes(gold, name, page), None)


def _article(gold: Path, name: str, page: Page, text: str | None = None) -> Article:
    """The article of a page, or of its plain text; an empty one where there is none."""
    from hearsay.pipelines.extract import Limits, extract_article

    body = _bytes(gold, name, page) if text is None else text.encode("utf-8", "replace")
    media_type = "text/html" if text is None else "text/plain"
    capture = Capture("c" * 32, "s" * 64, body, page["id"], page["url"], None, None, None, media_type)
    found = extract_article(capture, Limits())
    return found if isinstance(found, Article) else Article("c" * 32, "")


@contextmanager
def _switched_off(rule: str | None) -> Iterator[None]:
    """The body's stage with one of its functions that add lines giving back what it is given."""
    from hearsay.pipelines.extract.body import body

    kept = getattr(body, rule) if rule else None
    if rule:
        setattr(body, rule, lambda *given: next(item for item in given if isinstance(item, list)))
    try:
        yield
    finally:
        if rule:
            setattr(body, rule, kept)


def _body_f1(scorer: ModuleType, gold: Path, name: str) -> float:
    return _means([_shares(scorer, page, _article(gold, name, page)) for page in _golden(gold, name)])[2]


def _shares(scorer: ModuleType, page: Page, article: Article) -> tuple[float, float]:
    wanted, given = scorer.shingles(page["body"]), scorer.shingles(article.text)
    common = sum((wanted & given).values())
    return (common / sum(given.values()) if given else 0.0, common / sum(wanted.values()))


def _means(shares: list[tuple[float, float]]) -> tuple[float, float, float]:
    p, r = (sum(share[index] for share in shares) / len(shares) for index in (0, 1))
    return p, r, 2 * p * r / (p + r)


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


PARTS = {"pages": pages, "rules": rules, "captures": captures, "attribution": attribution, "mentions": mentions}

if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    for part in sys.argv[3:] or PARTS:
        PARTS[part](Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
        print()
