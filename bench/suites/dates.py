"""Time expressions of the English test cases of Microsoft's Recognizers-Text.

The cases are five files; each case is a sentence, a reference date and the expressions in the sentence. Counted are
the expressions with a value: types date, daterange, datetime, datetimerange and duration. Times of day without a day,
sets ("every Monday"), time zones, and values that are "not resolved" or missing are left out. The same expression in
the same sentence with the same reference date counts once.

A hit is an expression of hearsay that overlaps the gold expression, of the same type, with one of the gold values:
- date: the day;
- datetime, datetimerange: the day, or the days of start and end, because the dates of hearsay have no time of day; a
  value of either type or of type date counts;
- duration: the same number of seconds, with months of 30 days and years of 365, as the gold data count;
- ranges: start and end both, each absent where the gold data's is. An end is given as the gold data have it: of one
  unit ("April 2017") the day after it; of an interval between two ("from 4 to 22 May", "2010 to 2012") and of an
  interval open towards the beginning ("by 2030") where the last part named begins.

The baseline is dateparser. It is given the gold expression itself, in English, with the same reference date. A day
must be equal to the value; of a range, the start must be the day that it returns (it knows no ends). It knows no
durations.

Cases are halved by the SHA-256 of the sentence. The grammar was written by reading the misses of the even half. Of
the odd half 15 sentences were seen in a first look at the files, and its score after each change, but no miss. The
halves share words: one in seven expressions of the odd half is also in the even half, in another sentence.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bench.figure import Figure, at_least
from hearsay.pipelines.dates.expressions import Expression, find_expressions
from hearsay.pipelines.dates.when import Anchor, Length, When
from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import COMPLETE

FILES = ("DateTimeModel", "MergedParser", "DateParser", "DatePeriodParser", "DurationParser")
TYPES = {
    "DAY": "date",
    "PERIOD": "daterange",
    "SPAN": "daterange",
    "MOMENT": "datetime",
    "DAY_PART": "datetimerange",
    "LENGTH": "duration",
}
TIMED = ("datetime", "datetimerange")
"""The types with a time of day, of which only the day counts."""
ENGLISH = Language(COMPLETE)
DEVELOPED, HELD_OUT, ALL = "developed on", "held-out", "all"
PUBLIC_NAME = "Recognizers-Text, English"


class Case(NamedTuple):
    """One gold expression."""

    sentence: str
    reference: datetime
    start: int
    end: int
    type: str
    values: frozenset[tuple[str, str]]
    """(start, end) of each value; a single value is (value, '')."""

    @property
    def half(self) -> str:
        """Return the half that the sentence belongs to."""
        digest = hashlib.sha256(self.sentence.encode()).hexdigest()
        return DEVELOPED if int(digest, 16) % 2 == 0 else HELD_OUT

    @property
    def expression(self) -> str:
        """Return the expression's words."""
        return self.sentence[self.start : self.end]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of right values of each type and half, that of dateparser, and an article's time."""
    total, hits, baseline = Counter[str](), Counter[str](), Counter[str]()
    for case in read_cases(gold):
        is_right = is_hit(case, find_expressions(case.sentence, Anchor(case.reference), ENGLISH))
        is_right_of_dateparser = is_hit_of_dateparser(case)
        for key in (case.type, case.half, ALL):
            total[key] += 1
            hits[key] += is_right
            baseline[key] += is_right_of_dateparser
    figures = []
    for key in filter(total.get, (HELD_OUT, DEVELOPED, ALL, *dict.fromkeys(TYPES.values()))):
        floor = baseline[key] / total[key]
        part = "development" if key == DEVELOPED else key if key == HELD_OUT else "both halves"
        figures.append(
            Figure(
                "dates",
                key,
                total[key],
                hits[key] / total[key],
                at_least(floor),
                set=PUBLIC_NAME,
                part=part,
                items="expressions",
            )
        )
        figures.append(
            Figure("dates", f"{key}, dateparser", total[key], floor, set=PUBLIC_NAME, part=part, items="expressions")
        )
    return [*figures, article_time(gold)]


def misses(gold: Path, scorers: Path) -> Iterator[str]:
    """Yield the misses of the half that the grammar was developed on."""
    for case in read_cases(gold):
        expressions = find_expressions(case.sentence, Anchor(case.reference), ENGLISH)
        if case.half == DEVELOPED and not is_hit(case, expressions):
            shown = [(case.sentence[e.start : e.end], TYPES[e.kind], value_of(e)) for e in expressions]
            yield f"{case.expression!r} [{case.type}] {case.reference:%F} {sorted(case.values)}"
            yield f"      {case.sentence[:90]!r} -> {shown}"


def read_cases(gold: Path) -> list[Case]:
    """Return all expressions with a value, each once."""
    cases: dict[tuple[object, ...], Case] = {}
    for name in FILES:
        path = gold / "dates" / "recognizers" / f"{name}.json"
        for spec in json.loads(path.read_text(encoding="utf-8-sig")):
            for result in spec["Results"]:
                if case := _case(spec, result):
                    cases.setdefault((case.sentence, case.reference, case.start, case.end, case.type), case)
    return list(cases.values())


def _case(spec: dict[str, Any], result: dict[str, Any]) -> Case | None:
    kind = (result.get("TypeName") or result.get("Type") or "").replace("datetimeV2.", "")
    values = frozenset(_days(value) if kind in TIMED else value for value in _values(result))
    if kind not in TYPES.values() or not values:
        return None
    reference = (spec.get("Context") or {}).get("ReferenceDateTime", "2016-11-07T00:00:00")
    start = result["Start"]
    end = result["End"] + 1 if "End" in result else start + result["Length"]
    return Case(spec["Input"], datetime.fromisoformat(reference), start, end, kind, values)


def _values(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if isinstance(result.get("Value"), dict):
        for side in ("FutureResolution", "PastResolution"):
            cell = result["Value"].get(side) or {}
            single = cell.get("date") or cell.get("duration") or cell.get("time") or cell.get("dateTime")
            if single and not single.startswith("0001"):
                yield _plain(single), ""
            elif "startDate" in cell or "endDate" in cell:
                yield _plain(cell.get("startDate", "")), _plain(cell.get("endDate", ""))
        return
    for cell in (result.get("Resolution") or {}).get("values") or []:
        if cell.get("value") == "not resolved":
            continue
        if "value" in cell:
            yield _plain(cell["value"]), ""
        elif "start" in cell or "end" in cell:
            yield _plain(cell.get("start", "")), _plain(cell.get("end", ""))


def _plain(value: str) -> str:
    value = value.removesuffix(" 00:00:00")
    return value.removesuffix(".0")


def _days(value: tuple[str, str]) -> tuple[str, str]:
    """Return the days of start and end; the end is absent if both are of a day."""
    start, end = (side.partition(" ")[0] for side in value)
    return start, "" if end == start else end


def value_of(expression: Expression) -> tuple[str, str]:
    """Return start and end of an expression in the notation of the gold data."""
    match expression.value:
        case Length() as length:
            return f"{length.seconds:g}" if length.seconds < 1e5 else str(round(length.seconds)), ""
        case When() as when if expression.kind in ("DAY", "MOMENT"):
            return _moment(when.start), ""
        case When() as when:
            return _moment(when.start), _moment(when.named_end or when.end)


def _moment(at: datetime | None) -> str:
    return "" if at is None else _plain(at.strftime("%Y-%m-%d %H:%M:%S").zfill(19))


def is_hit(case: Case, expressions: list[Expression]) -> bool:
    """Return True if one of the expressions is the gold expression with one of its values."""
    return any(
        expression.start < case.end and expression.end > case.start and _is_right(case, expression)
        for expression in expressions
    )


def _is_right(case: Case, expression: Expression) -> bool:
    kind, value = TYPES[expression.kind], value_of(expression)
    if case.type in TIMED:
        return kind in ("date", *TIMED) and _days(_last_day(value)) in case.values
    return kind == case.type and value in case.values


def _last_day(value: tuple[str, str]) -> tuple[str, str]:
    """Return a range with the last day as its end, not the midnight after that day."""
    start, end = value
    is_midnight = end and " " not in end
    return start, str((datetime.fromisoformat(end) - timedelta(days=1)).date()) if is_midnight else end


def is_hit_of_dateparser(case: Case) -> bool:
    """Return True if dateparser gives one of the values, or the start of one."""
    import dateparser

    settings = {"RELATIVE_BASE": case.reference, "PREFER_DATES_FROM": "past"}
    settings |= {"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    at = dateparser.parse(case.expression, languages=["en"], settings=settings)
    if at is None:
        return False
    written = {at.strftime(form).zfill(8) for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")}
    return any(start in written for start, _ in case.values)


def article_time(gold: Path) -> Figure:
    """Return the processor time of the whole bodies of English pages; a run reads only the parts of claims."""
    with (gold / "pages" / "fundus" / "gold.jsonl").open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    bodies = [body for body in bodies if body.count(" the ") > 5]
    anchor = Anchor(datetime(2026, 3, 11))
    find_expressions(bodies[0], anchor, ENGLISH)  # the first call loads the words
    began = time.process_time()
    for body in bodies:
        find_expressions(body, anchor, ENGLISH)
    spent = (time.process_time() - began) / len(bodies)
    words = sum(len(body.split()) for body in bodies) / len(bodies)
    return Figure(
        "dates",
        "processor time of an article",
        len(bodies),
        1000 * spent,
        set="Fundus' test fixtures",
        part=f"English bodies of {words:,.0f} words on average",
        unit="ms",
        items="articles",
    )
