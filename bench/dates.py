"""Time expressions on gold data: python bench/dates.py GOLD [--misses].

GOLD holds dates/recognizers: the English test cases of Microsoft's Recognizers-Text (five files, MIT), each a
sentence, a reference date and the expressions in it. Counted are the expressions with a value: types date, daterange,
datetime, datetimerange, time, timerange and duration; not sets ("every Monday"), time zones, and those whose value is
"not resolved" or not given. The same expression in the same sentence with the same reference date counts once.

A hit is an expression of hearsay that overlaps the gold one, of the same type, whose value is one of those given:
- date, datetime, time: the day, the day and time, the time of day;
- duration: the same number of seconds, with months of 30 days and years of 365, as the gold counts;
- ranges: start and end both, each absent where the gold's is. An end is given as the gold has it: of one unit ("April
  2017") the day after it; of a stretch between two ("from 4 to 22 May", "2010 to 2012") and of one open towards the
  beginning ("by 2030") where the last part named begins.

The floor: dateparser is given the gold expression itself, without having to find it, in English, with the same
reference date. A day or moment must be equal to the value; of a range its start must be the day that it gives (it
knows no ends), of a time of day the time. It knows no lengths.

Cases are halved by the SHA-256 of the sentence. The grammar was written by reading the misses of the even half. Of
the odd one 15 sentences were seen in a first look at the files, and its score after each change, but no miss. The
halves share words: one in seven expressions of the odd half is also in the even one, in another sentence.
At the end stands what the English bodies of pages/fundus cost.
"""

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from hearsay.pipelines.dates.expressions import Expression, find_expressions
from hearsay.pipelines.dates.when import Anchor, Clock, ClockSpan, Length, When

FILES = ("DateTimeModel", "MergedParser", "DateParser", "DatePeriodParser", "DurationParser")
TYPES = {
    "DAY": "date",
    "PERIOD": "daterange",
    "SPAN": "daterange",
    "MOMENT": "datetime",
    "STRETCH": "datetimerange",
    "CLOCK": "time",
    "HOURS": "timerange",
    "LENGTH": "duration",
}


class Case(NamedTuple):
    sentence: str
    reference: datetime
    start: int
    end: int
    type: str
    values: frozenset[tuple[str, str]]
    """(start, end) of each value; a single one is (value, '')."""

    @property
    def half(self) -> str:
        digest = hashlib.sha256(self.sentence.encode()).hexdigest()
        return "developed on" if int(digest, 16) % 2 == 0 else "kept aside"


def cases(gold: Path) -> list[Case]:
    found: dict[tuple[object, ...], Case] = {}
    for name in FILES:
        path = gold / "dates" / "recognizers" / f"{name}.json"
        for spec in json.loads(path.read_text(encoding="utf-8-sig")):
            for result in spec["Results"]:
                if case := _case(spec, result):
                    found.setdefault((case.sentence, case.reference, case.start, case.end, case.type), case)
    return list(found.values())


def _case(spec: dict[str, Any], result: dict[str, Any]) -> Case | None:
    kind = (result.get("TypeName") or result.get("Type") or "").replace("datetimeV2.", "")
    values = frozenset(_values(result))
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


def value_of(found: Expression) -> tuple[str, str]:
    value = found.value
    match value:
        case Length():
            return f"{value.seconds:g}" if value.seconds < 1e5 else str(round(value.seconds)), ""
        case Clock():
            return _clock(value.seconds), ""
        case ClockSpan():
            return _clock(value.start), _clock(value.end)
        case When() if found.kind in ("DAY", "MOMENT"):
            return _moment(value.start), ""
        case When():
            return _moment(value.start), _moment(value.named_end or value.end)


def _clock(seconds: int | None) -> str:
    return "" if seconds is None else str(timedelta(seconds=seconds % 86400)).zfill(8)


def _moment(at: datetime | None) -> str:
    return "" if at is None else _plain(at.strftime("%Y-%m-%d %H:%M:%S").zfill(19))


def is_hit(case: Case, found: list[Expression]) -> bool:
    return any(
        one.start < case.end
        and one.end > case.start
        and TYPES[one.kind] == case.type
        and value_of(one) in case.values
        for one in found
    )


def is_floor_hit(case: Case) -> bool:
    import dateparser

    settings = {"RELATIVE_BASE": case.reference, "PREFER_DATES_FROM": "past"}
    settings |= {"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    expression = case.sentence[case.start : case.end]
    found = dateparser.parse(expression, languages=["en"], settings=settings)
    if found is None:
        return False
    written = {found.strftime(form).zfill(8) for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%H:%M:%S")}
    return any(start in written for start, _ in case.values)


def main(gold: Path, *, shows_misses: bool) -> None:
    total, hits, floor = Counter[str](), Counter[str](), Counter[str]()
    seconds = 0.0
    for case in cases(gold):
        began = time.perf_counter()
        found = find_expressions(case.sentence, Anchor(case.reference))
        seconds += time.perf_counter() - began
        is_right = is_hit(case, found)
        for key in (case.type, case.half, "all"):
            total[key] += 1
            hits[key] += is_right
            floor[key] += is_floor_hit(case)
        if shows_misses and not is_right and case.half == "developed on":
            shown = [(case.sentence[one.start : one.end], TYPES[one.kind], value_of(one)) for one in found]
            print(f"{case.sentence[case.start : case.end]!r} [{case.type}] {case.reference:%F} {sorted(case.values)}")
            print(f"      {case.sentence[:90]!r} -> {shown}")
    print("| time expressions | cases | value accuracy | dateparser's, given the expression |")
    print("|---|---|---|---|")
    for key in (*dict.fromkeys(TYPES.values()), "developed on", "kept aside", "all"):
        if total[key]:
            print(f"| {key} | {total[key]} | {hits[key] / total[key]:.3f} | {floor[key] / total[key]:.3f} |")
    print(f"\n{1000 * seconds / total['all']:.2f} ms a case")
    print(cost(gold))


def cost(gold: Path) -> str:
    """Processor time for the whole bodies of the English pages of pages/fundus; claims are only a part of these."""
    with open(gold / "pages" / "fundus" / "gold.jsonl", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    bodies = [body for body in bodies if body.count(" the ") > 5]
    anchor = Anchor(datetime(2026, 3, 11))
    find_expressions(bodies[0], anchor)  # the first one loads the words
    began = time.process_time()
    count = sum(len(find_expressions(body, anchor)) for body in bodies)
    spent = (time.process_time() - began) / len(bodies)
    words = sum(len(body.split()) for body in bodies) / len(bodies)
    return f"{1000 * spent:.1f} ms an article of {words:.0f} words with {count / len(bodies):.0f} expressions"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), shows_misses="--misses" in sys.argv)
