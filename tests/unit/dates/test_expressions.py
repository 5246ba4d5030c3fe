"""A phrase book of time expressions: what is one, what it comes to, and what only looks like one."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.dates.expressions import find_expressions
from hearsay.pipelines.dates.when import Anchor, Clock, ClockSpan, Length, When

WEDNESDAY = Anchor(datetime(2026, 3, 11, 9, 30))


def found(text: str, anchor: Anchor = WEDNESDAY) -> list[tuple[str, str]]:
    """(words, value) of each expression; a stretch is 'first day/day after', open ends are '..'."""
    return [(text[one.start : one.end], written(one.value)) for one in find_expressions(text, anchor)]


def written(value: When | Clock | ClockSpan | Length) -> str:
    match value:
        case When():
            ends = [end.isoformat().removesuffix("T00:00:00") if end else ".." for end in (value.start, value.end)]
            return ends[0] if value.precision in ("day", "hour", "minute", "second") else "/".join(ends)
        case Clock():
            return f"{value.seconds // 3600}:{value.seconds % 3600 // 60:02}"
        case ClockSpan():
            return f"{value.start}/{value.end}"
        case Length():
            return f"{value.seconds:g} s"


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # days, written out
        ("It opened on 3 May 2019.", "3 May 2019", "2019-05-03"),
        ("It opened on May 3, 2019, in Rome.", "May 3, 2019", "2019-05-03"),
        ("It opened on the 4th of July 2019.", "the 4th of July 2019", "2019-07-04"),
        ("It opened on 2019-07-04.", "2019-07-04", "2019-07-04"),
        ("It opened on 9/18/2015.", "9/18/2015", "2015-09-18"),
        # a day without a year lies where the tense says
        ("The bridge collapsed on 20 May.", "20 May", "2025-05-20"),
        ("The bridge will reopen on 20 May.", "20 May", "2026-05-20"),
        ("All staff will be required in the office as of July 6.", "as of July 6", "2026-07-06/.."),
        # weekdays: today is a Wednesday
        ("The bridge collapsed on Tuesday.", "Tuesday", "2026-03-10"),
        ("The council met on Thursday.", "Thursday", "2026-03-05"),
        ("The council will meet on Thursday.", "Thursday", "2026-03-12"),
        ("They met last Friday.", "last Friday", "2026-03-06"),
        ("They will meet next Friday.", "next Friday", "2026-03-20"),
        ("They met on Thursday the 5th.", "Thursday the 5th", "2026-03-05"),
        ("They meet on the second Monday of next month.", "the second Monday of next month", "2026-04-13"),
        # counted from now or from another day
        ("It fell two weeks ago.", "two weeks ago", "2026-02-25"),
        ("It will be ready in three months.", "in three months", "2026-06-11"),
        ("It fell the day before yesterday.", "the day before yesterday", "2026-03-09"),
        ("It fell two weeks after Easter 2019.", "two weeks after Easter 2019", "2019-05-05"),
        # longer units
        ("It grew in 2019.", "2019", "2019-01-01/2020-01-01"),
        ("It grew in March.", "March", "2026-03-01/2026-04-01"),
        ("It shrank in December.", "December", "2025-12-01/2026-01-01"),
        ("It will grow next month.", "next month", "2026-04-01/2026-05-01"),
        ("It grew in the third quarter of 2025.", "the third quarter of 2025", "2025-07-01/2025-10-01"),
        ("It grew in Q3 2025.", "Q3 2025", "2025-07-01/2025-10-01"),
        ("It grew in the first half of 2025.", "the first half of 2025", "2025-01-01/2025-07-01"),
        ("It fell in the summer of 2024.", "the summer of 2024", "2024-06-01/2024-09-01"),
        ("It fell last week.", "last week", "2026-03-02/2026-03-09"),
        ("It was built in the 1970s.", "the 1970s", "1970-01-01/1980-01-01"),
        ("It was built in the 19th century.", "the 19th century", "1800-01-01/1900-01-01"),
        ("It was built in early 2019.", "early 2019", "2019-01-01/2019-05-01"),
        # stretches
        ("It was shut from 3 to 5 May 2019.", "from 3 to 5 May 2019", "2019-05-03/2019-05-06"),
        ("It grew between 2010 and 2012.", "between 2010 and 2012", "2010-01-01/2013-01-01"),
        ("It has grown since March 2020.", "since March 2020", "2020-03-01/.."),
        ("It will be gone by 2030.", "by 2030", "../2031-01-01"),
        ("It has to go before 2030.", "before 2030", "../2030-01-01"),
        ("It must be gone by the end of the year.", "by the end of the year", "../2027-01-01"),
        ("It fell over the past year.", "over the past year", "2025-03-11/2026-03-11"),
        ("It will rain in the coming weeks.", "in the coming weeks", "2026-03-12/.."),
        ("It ran in the 2015-16 season.", "2015-16", "2015-01-01/2017-01-01"),
        # parts and times of the day
        ("It fell on Tuesday evening.", "Tuesday evening", "2026-03-10T16:00:00/2026-03-10T20:00:00"),
        ("It fell at 8 p.m. on Monday.", "at 8 p.m. on Monday", "2026-03-09T20:00:00"),
        ("They will meet tonight.", "tonight", "2026-03-11T20:00:00/2026-03-11T23:59:59"),
        # lengths are expressions, though no dates
        ("It lasted for three years.", "three years", "9.4608e+07 s"),
        # holidays that move
        ("It was cold on Good Friday 2024.", "Good Friday 2024", "2024-03-29"),
        ("They met on Thanksgiving 2023.", "Thanksgiving 2023", "2023-11-23"),
        # a year whose beginning depends on whose it is has no value
        ("It grew in the last fiscal year.", "the last fiscal year", "../.."),
    ],
)
def test_expressions(text: str, words: str, value: str) -> None:
    """Each kind once, with the value that a reader of the news would give it."""
    assert found(text) == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain and may not.",  # a verb
        "They march for peace; the march was long.",
        "The sun sat low and wed sea to sky.",
        "May said that she would resign.",  # a person
        "April Jones and June Smith sang.",
        "He came second, and the second was ill.",
        "The second attempt failed on the third day of the match.",
        "It cost 2,019 euros and £1998.",
        "Call 555-2016 or 020 7946 0958.",
        "They won 4-2 and lost 3:1.",
        "He is in his 70s, with temperatures in the 70s.",
        "They scored in the first half.",
        "He came in the last week of the campaign.",
        "The fall of the government came after the march of the guards.",
        "The following year was worse, as was the same week.",  # told, not reckoned from the day of writing
        "Version 3.10 of 2.5 is out; see https://x.example/2019/05/03/story.",
        "Some 2000 people came.",
        "The Good Friday Agreement holds on Easter Island.",
        "It was the post-9/11 world.",
        "He scored later in the first half.",
        "Room 2019-7 of 1/2 is shut.",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    """A wrong date is worse than none: nobody looks for it, and everybody finds it."""
    assert [pair for pair in found(text) if not pair[1].endswith(" s")] == []


def test_the_order_of_day_and_month_is_the_outlets() -> None:
    """3/4/2026 is in April in London and in March in New York; where only one is a date, it is that one."""
    british = Anchor(WEDNESDAY.at, is_day_first=True)
    assert found("It opened on 3/4/2026.")[0][1] == "2026-03-04"
    assert found("It opened on 3/4/2026.", british)[0][1] == "2026-04-03"
    assert found("It opened on 25/12/2025.")[0][1] == "2025-12-25"


def test_summer_is_at_the_turn_of_the_year_in_the_south() -> None:
    """A summer of Sydney that is dated to July would put floods into the dry months."""
    southern = Anchor(WEDNESDAY.at, is_southern=True)
    assert found("It was hot last summer.", southern) == [("last summer", "2025-12-01/2026-03-01")]


WORDS = [
    "May",
    "on",
    "the",
    "5th",
    "of",
    "next",
    "week",
    "2019",
    "from",
    "to",
    "until",
    "Monday",
    "3",
    "31",
    "/",
    "-",
    ".",
]
WORDS += [
    "end",
    "Easter",
    "two",
    "hundred",
    "years",
    "ago",
    "9999",
    "0",
    "p.m.",
    "8:30",
    "century",
    "Q4",
    "'s",
    "’",
    "70s",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=30).map(" ".join), st.sampled_from([-1, 0, 1]))
@settings(deadline=None, max_examples=200)
def test_any_text_has_expressions_in_order(text: str, lean: int) -> None:
    """Whatever a page holds, nothing breaks, nothing overlaps, and no stretch ends before it begins."""
    for at in (datetime(2026, 3, 11), datetime(1, 1, 1), datetime(9999, 12, 31)):
        last = 0
        for one in find_expressions(text, Anchor(at, lean)):
            assert last <= one.start < one.end <= len(text)
            last = one.end
            if isinstance(one.value, When) and one.value.start and one.value.end:
                assert one.value.start <= one.value.end


def test_a_hostile_text_takes_no_time() -> None:
    """A page of nothing but words of time must not hold a worker up."""
    import time

    began = time.process_time()
    find_expressions("from Monday to May 3 2019 until " * 3000, WEDNESDAY)
    assert time.process_time() - began < 60
