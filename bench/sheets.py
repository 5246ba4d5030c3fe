"""Write sheets for judging rows by eye, and keep the answers: python -m bench.sheets GOLD FOLDER [--keep FILE].

Without --keep, some English news pages are drawn by a seed, and a sheet of each is written: its text, and its rows
without their confidence. The answers stand beside the sheets: pageNN.jsonl for pageNN.md. bench/verdicts/README.md
describes them. With --keep, the answers become a file of verdicts: offsets and verdicts, no text.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.saved_pages import article_of
from bench.verdicts import FOLDER, JudgedPage, Verdict, pages_by_name, read_page, spans_of, text_hash
from hearsay.pipelines.records import Claim
from hearsay.pipelines.rows import span_text

_REPORTS = re.compile(r"\b(?:said|says|told|according to|announced|asked)\b")
FEWEST_REPORTS = 3
"""Fewest words of reporting on a page of news."""
LENGTHS = range(900, 9_000)
"""Characters of a page that a person can judge at a sitting."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write sheets, or keep the answers beside them."""
    parser = argparse.ArgumentParser("python -m bench.sheets", description=__doc__.partition(":")[0])
    parser.add_argument("gold", type=Path, help="folder with the public sets")
    parser.add_argument("folder", type=Path, help="folder of the sheets and answers")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw")
    parser.add_argument("--pages", type=int, default=30, help="number of pages")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the answers as a file of verdicts")
    args = parser.parse_args(arguments)
    if args.keep:
        lines = [json.dumps(page, separators=(",", ":")) for page in kept_pages(args.gold, args.folder)]
        args.keep.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(f"{len(lines)} pages → {args.keep}")
        return 0
    args.folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(draw(args.gold, args.seed, args.pages)):
        (args.folder / f"page{number:02}.md").write_text(sheet(number, page), encoding="utf-8")
    return 0


def draw(gold: Path, seed: int, count: int) -> Iterator[JudgedPage]:
    """Yield English news pages in the order of a draw, at most two of a domain, and none that was judged before."""
    pages = pages_by_name(gold)
    judged = {(line["set"], line["id"]) for file in FOLDER.glob("*.jsonl") for line in _lines(file)}
    names = sorted(pages.keys() - judged)
    random.Random(seed).shuffle(names)  # noqa: S311 - a draw, not a secret
    drawn: dict[str | None, int] = {}
    for name, page_id in names:
        article = article_of(gold, name, pages[name, page_id])
        is_news = len(_REPORTS.findall(article.text)) >= FEWEST_REPORTS and len(article.text) in LENGTHS
        if article.language == "en" and is_news and drawn.get(article.domain, 0) < 2 and count > 0:
            drawn[article.domain] = drawn.get(article.domain, 0) + 1
            count -= 1
            yield read_page(gold, name, page_id, pages[name, page_id])


def sheet(number: int, page: JudgedPage) -> str:
    """Return the sheet of a page: a first line that identifies it, the text, and a line for each row."""
    article = page.article
    name = json.dumps({"set": page.verdicts["set"], "id": page.verdicts["id"]})
    lines = [
        f"<!-- {name} -->",
        f"# PAGE {number:02}: {article.title}",
        "",
        "## Text",
        "",
        article.text,
        "",
        "## Rows",
        "",
    ]
    names = {entity.entity_id: entity.canonical_name for entity in page.resolution.entities}
    order = sorted(range(len(page.resolution.claims)), key=lambda at: page.resolution.claims[at].attribution.content)
    return "\n".join([*lines, *(_line(at, page.resolution.claims[at], article.text, names) for at in order), ""])


def _line(number: int, claim: Claim, text: str, names: dict[str, str]) -> str:
    parts = claim.attribution
    content = span_text(text, parts.content)
    if claim.source_type == "author":
        return f"- S{number} STATEMENT OF THE ARTICLE ITSELF: «{content}»"
    return (
        f"- A{number} speaker: {names.get(claim.source_entity_id or '', '—')} | type: {claim.source_type} | "
        f"source words: «{span_text(text, parts.source) or ''}» | cue: «{span_text(text, parts.cue) or ''}» | "
        f"{claim.certainty}{claim.polarity} | content: «{content}»"
    )


def kept_pages(gold: Path, folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts of the pages of a folder with answers. The rows are read again, and must be the same."""
    pages = pages_by_name(gold)
    for path in sorted(folder.glob("page*.md")):
        first, _, _ = path.read_text(encoding="utf-8").partition("\n")
        name = json.loads(first.removeprefix("<!-- ").removesuffix(" -->"))
        page = read_page(gold, name["set"], name["id"], pages[name["set"], name["id"]])
        yield verdicts_of(page, list(_lines(path.with_suffix(".jsonl"))))


def verdicts_of(page: JudgedPage, answers: Sequence[dict[str, Any]]) -> Verdict:
    """Return the verdicts on a page, from the answers beside its sheet.

    Raises:
        KeyError: A row has no answer.
    """
    by_row = {answer["row"]: answer for answer in answers if "row" in answer}
    attributions, statements = [], []
    for number, claim in enumerate(page.resolution.claims):
        content = spans_of(claim.attribution.content)
        if claim.source_type == "author":
            answer = by_row[f"S{number}"]
            statements.append({"content": content, "is_own": answer["checkable"] and answer["own"]})
        else:
            answer = by_row[f"A{number}"]
            attributions.append({"content": content, **_verdict(page, claim, answer)})
    missed = [item for answer in answers if "missed" in answer for item in _missed(page.article.text, answer)]
    name = {key: page.verdicts[key] for key in ("set", "id")}
    return {
        **name,
        "text_sha256": text_hash(page.article.text),
        "attributions": attributions,
        "statements": statements,
        "missed": missed,
    }


def _verdict(page: JudgedPage, claim: Claim, answer: dict[str, Any]) -> Verdict:
    speaker: list[int] | str | None = None
    if answer["speaker"] == "right":
        speaker = _first_mention(page, claim)
    elif answer["speaker"] in ("missing", "wrong") and not answer.get("who", "nobody").startswith("nobody"):
        speaker = _span_in(page.article.text, answer["who"]) or "absent"
    return {
        "cue": spans_of(claim.attribution.cue),
        "is": answer["is"],
        "speaker": speaker,
        "said": answer["said"] and answer["is"] != "no",
        "kind": answer["kind"],
        "sure": answer["sure"],
    }


def _first_mention(page: JudgedPage, claim: Claim) -> list[int] | None:
    named = zip(page.reading.mentions, page.resolution.mention_entities, strict=True)
    return next(([mention.start, mention.end] for mention, owner in named if owner == claim.source_entity_id), None)


def _span_in(text: str, name: str) -> list[int] | None:
    """Return the span of a name in a text, or of the name without what stands in brackets behind it."""
    for words in (name, name.partition(" (")[0]):
        start = text.find(words)
        if start >= 0:
            return [start, start + len(words)]
    return None


def _missed(text: str, answer: dict[str, Any]) -> Iterator[Verdict]:
    span = _span_in(text, answer["quote"].strip())
    if span is not None:
        said = {"said": answer.get("said", True)} if answer["missed"] == "attribution" else {}
        yield {"kind": answer["missed"], "content": span, **said}


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


if __name__ == "__main__":
    sys.exit(main())
