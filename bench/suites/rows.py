"""Rows against verdicts by eye: usable, the right speaker, kind, certainty, and how much of a page was found.

The verdicts are of bench/verdicts. A row is usable if it is truly an attribution, has the right content in substance,
and names the right speaker or nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.figure import Figure, Row, figures_of
from bench.verdicts import FOLDER, JudgedPage, Verdict, is_speaker, judged_pages, verdict_on
from hearsay.pipelines.records import Claim

SURE, SUREST = 0.7, 0.9
BINS = 5


@dataclass(slots=True)
class Judged:
    """A claim that was judged, and what came of it."""

    claim: Claim
    verdict: Verdict
    is_wrong: bool
    """It names somebody who did not say it."""
    is_missing: bool = field(default=False)
    """It names nobody, though the text makes the speaker clear."""

    @property
    def is_true(self) -> bool:
        """True if the row is an attribution."""
        return bool(self.verdict["is"] != "no")

    @property
    def is_usable(self) -> bool:
        """True if an editor could use the row."""
        return bool(self.verdict["is"] == "yes") and not self.is_wrong


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the figures of each file of verdicts."""
    figures: list[Figure] = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        pages = [page for page in judged_pages(gold, file) if page.is_same_text]
        figures += _attributions(file.stem, pages) + _statements(file.stem, pages)
    return figures


def judge(page: JudgedPage) -> tuple[list[Judged], int]:
    """Return the judged attributions of a page, and the number of those that nobody judged."""
    judged, others = [], 0
    for claim in page.resolution.claims:
        if claim.source_type == "author":
            continue
        verdict = verdict_on(claim, page.verdicts["attributions"])
        if verdict is None:
            others += 1
            continue
        is_named = claim.source_entity_id is not None
        is_right = is_speaker(page, claim, verdict["speaker"])
        is_missing = not is_named and verdict["speaker"] is not None
        judged.append(Judged(claim, verdict, is_named and not is_right, is_missing))
    return judged, others


def _attributions(name: str, pages: Sequence[JudgedPage]) -> list[Figure]:
    everything = [judge(page) for page in pages]
    all_judged = [row for rows, _ in everything for row in rows]
    shown = [row for row in all_judged if row.claim.is_said]
    sure = [row for row in shown if row.claim.confidence > SURE]
    surest = [row for row in shown if row.claim.confidence > SUREST]
    true = [row for row in all_judged if row.is_true]
    said = [verdict for page in pages for verdict in page.verdicts["attributions"] if verdict["is"] != "no"]
    missed = [item for page in pages for item in page.verdicts["missed"] if item["kind"] == "attribution"]
    there = sum(item["said"] for item in (*said, *missed))
    usable = sum(row.is_usable and row.verdict["said"] for row in shown)
    others = sum(count for _, count in everything)
    rows: tuple[tuple[int, Row], ...] = (
        (len(all_judged) + others, ("judged", _share(len(all_judged), len(all_judged) + others), None, "share")),
        (len(shown), ("usable", _mean(row.is_usable for row in shown), None, "share")),
        (len(sure), ("usable above .7", _mean(row.is_usable for row in sure), None, "share")),
        (there, ("said, found and usable", _share(usable, there), None, "share")),
        (len(shown), ("wrong speaker", _mean(row.is_wrong for row in shown), None, "share")),
        (len(surest), ("wrong speaker above .9", _mean(row.is_wrong for row in surest), None, "share")),
        (len(true), ("clear speaker, but nobody", _mean(row.is_missing for row in true), None, "share")),
        (len(true), ("kind", _mean(row.claim.kind == row.verdict["kind"] for row in true), None, "share")),
        (len(all_judged), ("said or not, F1", _f1(all_judged), None, "share")),
        (
            len(true),
            (
                "certainty and polarity",
                _mean(f"{row.claim.certainty}{row.claim.polarity}" == row.verdict["sure"] for row in true),
                None,
                "share",
            ),
        ),
        (len(all_judged), ("calibration error", _calibration(all_judged), None, "share")),
    )
    return [
        figure
        for n, row in rows
        for figure in figures_of("rows", [(f"{row[0]}, {name}", *row[1:])], n, "saved news pages", name, "rows")
    ]


def _statements(name: str, pages: Sequence[JudgedPage]) -> list[Figure]:
    right = judged = there = 0
    for page in pages:
        wanted = {str(item["content"]) for item in page.verdicts["statements"] if item["is_own"]}
        wanted_spans = [item["content"] for item in page.verdicts["missed"] if item["kind"] == "statement"]
        there += len(wanted) + len(wanted_spans)
        for claim in page.resolution.claims:
            if claim.source_type != "author":
                continue
            verdict = verdict_on(claim, page.verdicts["statements"])
            start, end = claim.attribution.content[0]
            is_missed = any(low < end and start < high for low, high in wanted_spans)
            if verdict is None and not is_missed:
                continue
            judged += 1
            right += is_missed or bool(verdict and verdict["is_own"])
    rows: tuple[tuple[int, Row], ...] = (
        (judged, (f"own statements, precision, {name}", _share(right, judged), None, "share")),
        (there, (f"own statements, recall, {name}", _share(right, there), None, "share")),
    )
    return [
        figure for n, row in rows for figure in figures_of("rows", [row], n, "saved news pages", name, "statements")
    ]


def _f1(judged: Sequence[Judged]) -> float:
    """Return F1 of is_said against what the verdicts call said."""
    shown = [row for row in judged if row.claim.is_said]
    wanted = sum(row.is_true and row.verdict["said"] for row in judged)
    right = sum(row.is_true and row.verdict["said"] for row in shown)
    return 2 * right / (len(shown) + wanted) if shown or wanted else 0.0


def _calibration(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the confidence, in bins of equal count."""
    ranked = sorted(judged, key=lambda row: row.claim.confidence)
    size = max(len(ranked) // BINS, 1)
    bins = [ranked[at * size : (at + 1) * size if at < BINS - 1 else None] for at in range(BINS)]
    gaps = (
        len(part) * abs(_mean(row.claim.confidence for row in part) - _mean(row.is_usable for row in part))
        for part in bins
        if part
    )
    return sum(gaps) / max(len(ranked), 1)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
