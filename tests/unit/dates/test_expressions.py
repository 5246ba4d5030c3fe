"""A phrase book of time expressions: their values, and phrases that only resemble them."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.dates.expressions import find_expressions
from hearsay.pipelines.dates.when import Anchor, Length, When
from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import COMPLETE

ENGLISH = Language(COMPLETE)
WEDNESDAY = Anchor(datetime(2026, 3, 11, 9, 30))


def find(text: str, anchor: Anchor = WEDNESDAY) -> list[tuple[str, str]]:
    """Return (words, value) of each expression; an interval is 'first day/day after', open ends are '..'."""
    return [(text[one.start : one.end], format_value(one.value)) for one in find_expressions(text, anchor, ENGLISH)]


def format_value(value: When | Length) -> str:
    match value:
        case When():
            ends = [end.isoformat().removesuffix("T00:00:00") if end else ".." for end in (value.start, value.end)]
            return ends[0] if value.precision in ("day", "hour", "minute", "second") else "/".join(ends)
        case Length():
            return f"{value.seconds:g} s"


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # Days, written out.
        ("It opened on 3 May 2019.", "3 May 2019", "2019-05-03"),
        ("It opened on May 3, 2019, in Rome.", "May 3, 2019", "2019-05-03"),
        ("It opened on the 4th of July 2019.", "the 4th of July 2019", "2019-07-04"),
        ("It opened on 2019-07-04.", "2019-07-04", "2019-07-04"),
        ("It opened on 9/18/2015.", "9/18/2015", "2015-09-18"),
        ("It opened on 2019-Sep-01.", "2019-Sep-01", "2019-09-01"),
        ("It opened on Sep-2020-23.", "Sep-2020-23", "2020-09-23"),
        ("It opened on 20190901.", "20190901", "2019-09-01"),
        ("It opened on 3 May of '87.", "3 May of '87", "1987-05-03"),
        ("It opened on the twenty-first of May 2019.", "the twenty-first of May 2019", "2019-05-21"),
        # The tense gives the direction of a day without a year.
        ("The bridge collapsed on 20 May.", "20 May", "2025-05-20"),
        ("The bridge will reopen on 20 May.", "20 May", "2026-05-20"),
        ("All staff will be required in the office as of July 6.", "as of July 6", "2026-07-06/.."),
        # Weekdays: today is a Wednesday.
        ("The bridge collapsed on Tuesday.", "Tuesday", "2026-03-10"),
        ("The council met on Thursday.", "Thursday", "2026-03-05"),
        ("The council will meet on Thursday.", "Thursday", "2026-03-12"),
        ("They met last Friday.", "last Friday", "2026-03-06"),
        ("They will meet next Friday.", "next Friday", "2026-03-20"),
        ("They will meet this upcoming Wednesday.", "this upcoming Wednesday", "2026-03-18"),
        ("They will meet on Friday of next week.", "Friday of next week", "2026-03-20"),
        ("They will meet next week on Tuesday.", "next week on Tuesday", "2026-03-17"),
        ("They met on Thursday the 5th.", "Thursday the 5th", "2026-03-05"),
        # A date with a weekday: the nearest year in which both agree, if they do not agree in the next.
        ("They met on Thursday 22 January.", "Thursday 22 January", "2026-01-22"),
        ("They met on Wed, 22 of January.", "Wed, 22 of January", "2025-01-22"),
        ("They met tomorrow, 12/03/26.", "tomorrow, 12/03/26", "2026-12-03"),
        # Of a month or a year.
        ("They met on the 20th of last month.", "the 20th of last month", "2026-02-20"),
        ("They met on the last Friday of last month.", "the last Friday of last month", "2026-02-27"),
        ("They meet on the second Monday of next month.", "the second Monday of next month", "2026-04-13"),
        # Counted from now or from another day.
        ("It fell two weeks ago.", "two weeks ago", "2026-02-25"),
        ("It will be ready in three months.", "in three months", "2026-06-11"),
        ("It will be ready in three weeks' time.", "in three weeks' time", "2026-04-01"),
        ("It was ready two hours ago.", "two hours ago", "2026-03-11T07:30:00"),
        ("It will be ready later today.", "later today", "2026-03-11"),
        ("It was ready on this day.", "this day", "2026-03-11"),
        ("It fell the day before yesterday.", "the day before yesterday", "2026-03-09"),
        ("It fell two days before yesterday.", "two days before yesterday", "2026-03-08"),
        ("It begins three weeks from now on Tuesday.", "three weeks from now on Tuesday", "2026-04-07"),
        ("It begins on Thursday, two years from now.", "on Thursday, two years from now", "2028-03-16"),
        ("It fell two weeks after Easter 2019.", "two weeks after Easter 2019", "2019-05-05"),
        # Longer units.
        ("It grew in 2019.", "2019", "2019-01-01/2020-01-01"),
        ("It grew in March.", "March", "2026-03-01/2026-04-01"),
        ("It shrank in December.", "December", "2025-12-01/2026-01-01"),
        ("It will grow next month.", "next month", "2026-04-01/2026-05-01"),
        ("It grew in August 99.", "August 99", "1999-08-01/1999-09-01"),
        ("It grew in 11/2016.", "11/2016", "2016-11-01/2016-12-01"),
        ("It closed in 2016-11.", "2016-11", "2016-11-01/2016-12-01"),
        ("It grew in March of last year.", "March of last year", "2025-03-01/2025-04-01"),
        ("It grew last March.", "last March", "2025-03-01/2025-04-01"),
        ("It will grow next March.", "next March", "2027-03-01/2027-04-01"),
        ("It was built in the year 476.", "the year 476", "0476-01-01/0477-01-01"),
        ("It was built in nineteen eighty-four.", "nineteen eighty-four", "1984-01-01/1985-01-01"),
        ("It was built in nineteen oh five.", "nineteen oh five", "1905-01-01/1906-01-01"),
        ("It was built in nineteen hundred and five.", "nineteen hundred and five", "1905-01-01/1906-01-01"),
        ("It was built in two thousand and ten.", "two thousand and ten", "2010-01-01/2011-01-01"),
        ("It was built in the nineteen seventies.", "the nineteen seventies", "1970-01-01/1980-01-01"),
        ("It was built in the two thousands.", "the two thousands", "2000-01-01/2010-01-01"),
        ("It was built in the seventies.", "the seventies", "1970-01-01/1980-01-01"),
        ("It grew in the third quarter of 2025.", "the third quarter of 2025", "2025-07-01/2025-10-01"),
        ("It grew in Q3 2025.", "Q3 2025", "2025-07-01/2025-10-01"),
        ("It grew in H1 2025.", "H1 2025", "2025-01-01/2025-07-01"),
        ("Sales grew in the third quarter.", "the third quarter", "2025-07-01/2025-10-01"),
        ("Sales will grow in the third quarter.", "the third quarter", "2026-07-01/2026-10-01"),
        ("Sales grew in the last quarter of 2025.", "the last quarter of 2025", "2025-10-01/2026-01-01"),
        ("It grew in the first half of 2025.", "the first half of 2025", "2025-01-01/2025-07-01"),
        ("It fell in the summer of 2024.", "the summer of 2024", "2024-06-01/2024-09-01"),
        ("It fell in the summer of last year.", "the summer of last year", "2025-06-01/2025-09-01"),
        ("It fell in the summer.", "the summer", "2025-06-01/2025-09-01"),
        ("It was built in the fall.", "the fall", "2025-09-01/2025-12-01"),
        ("It will fall in the summer.", "the summer", "2026-06-01/2026-09-01"),
        ("It will fall this summer.", "this summer", "2026-06-01/2026-09-01"),
        ("It will fall next summer.", "next summer", "2026-06-01/2026-09-01"),
        ("It fell last week.", "last week", "2026-03-02/2026-03-09"),
        ("It fell the week before last.", "the week before last", "2026-02-23/2026-03-02"),
        ("It will fall the week after next.", "the week after next", "2026-03-23/2026-03-30"),
        ("It fell in week 31 of last year.", "week 31 of last year", "2025-07-28/2025-08-04"),
        ("It fell in the week of 4 February.", "the week of 4 February", "2026-02-02/2026-02-09"),
        ("It fell in the first week of August 2025.", "the first week of August 2025", "2025-08-04/2025-08-11"),
        ("It fell in the last week of May 2025.", "the last week of May 2025", "2025-05-26/2025-06-02"),
        ("It fell on the weekend of 2 February.", "the weekend of 2 February", "2026-02-07/2026-02-09"),
        ("It fell on the weekend of 1 February.", "the weekend of 1 February", "2026-01-31/2026-02-02"),
        ("It rained over the weekend.", "the weekend", "2026-03-07/2026-03-09"),
        ("It will rain at the weekend.", "the weekend", "2026-03-14/2026-03-16"),
        ("It was built in the 1970s.", "the 1970s", "1970-01-01/1980-01-01"),
        ("It was built in the 19th century.", "the 19th century", "1800-01-01/1900-01-01"),
        # Edges: thirds of a year and of longer units; halves of a month and of a year counted from now.
        ("It was built in early 2019.", "early 2019", "2019-01-01/2019-05-01"),
        ("It was built in the late 1970s.", "the late 1970s", "1976-09-01/1980-01-01"),
        ("It was built early last year.", "early last year", "2025-01-01/2025-07-01"),
        ("It was built in the middle of March 2025.", "the middle of March 2025", "2025-03-10/2025-03-20"),
        ("It fell in the middle of last week.", "the middle of last week", "2026-03-03/2026-03-07"),
        (
            "It fell in the middle of Monday.",
            "the middle of Monday",
            "2026-03-09T10:00:00/2026-03-09T14:00:00",
        ),
        ("It must be built by end of year.", "by end of year", "../2027-01-01"),
        ("It will be built later this year.", "later this year", "2026-03-11/2027-01-01"),
        ("It fell earlier this year.", "earlier this year", "2026-01-01/2026-03-11"),
        ("It fell earlier in the day.", "earlier in the day", "2026-03-11"),
        ("It fell earlier on Monday.", "earlier on Monday", "2026-03-09"),
        # Intervals.
        ("It was shut from 3 to 5 May 2019.", "from 3 to 5 May 2019", "2019-05-03/2019-05-06"),
        ("It was shut on November 19-20.", "November 19-20", "2025-11-19/2025-11-21"),
        ("It was shut on November 19-20, 2024.", "November 19-20, 2024", "2024-11-19/2024-11-21"),
        (
            "It was shut from the 4th to the 8th of last month.",
            "the 4th to the 8th of last month",
            "2026-02-04/2026-02-09",
        ),
        ("It was shut from May 9 to the 17th.", "from May 9 to the 17th", "2025-05-09/2025-05-18"),
        ("It was shut from April 29 to the 3rd.", "from April 29 to the 3rd", "2025-04-29/2025-05-04"),
        ("It was shut from November to March.", "from November to March", "2025-11-01/2026-04-01"),
        ("It was shut from Friday to Monday.", "from Friday to Monday", "2026-03-06/2026-03-10"),
        ("It was shut from Dec 18 to Jan 19, 2015.", "from Dec 18 to Jan 19, 2015", "2014-12-18/2015-01-20"),
        ("It grew between 2010 and 2012.", "between 2010 and 2012", "2010-01-01/2013-01-01"),
        ("It grew from the end of 1989 to 1992.", "from the end of 1989 to 1992", "1989-09-01/1993-01-01"),
        ("It will be shut between now and 2 March.", "between now and 2 March", "2026-03-11/2027-03-03"),
        ("It was shut between 22 December and now.", "between 22 December and now", "2025-12-22/2026-03-12"),
        (
            "It will be shut next week between Wednesday and Friday.",
            "next week between Wednesday and Friday",
            "2026-03-18/2026-03-21",
        ),
        ("It will be shut for three days from today.", "for three days from today", "2026-03-11/2026-03-14"),
        (
            "It was less than three days after Easter 2019.",
            "less than three days after Easter 2019",
            "2019-04-21/2019-04-24",
        ),
        ("It fell more than two weeks ago.", "more than two weeks ago", "../2026-02-25"),
        ("It has grown since the end of 1989.", "since the end of 1989", "1989-09-01/.."),
        ("It has grown since March 2020.", "since March 2020", "2020-03-01/.."),
        ("It will be gone by 2030.", "by 2030", "../2031-01-01"),
        ("It has to go before 2030.", "before 2030", "../2030-01-01"),
        ("It was built earlier than 2010.", "earlier than 2010", "../2010-01-01"),
        ("It was built later than 2010.", "later than 2010", "2011-01-01/.."),
        ("It must be gone by the end of the year.", "by the end of the year", "../2027-01-01"),
        ("It fell over the past year.", "over the past year", "2025-03-11/2026-03-11"),
        ("It will rain in the coming weeks.", "in the coming weeks", "2026-03-12/.."),
        ("It rained in recent months.", "recent months", "../2026-03-11"),
        ("It rained in the last three months.", "in the last three months", "2025-12-11/2026-03-11"),
        ("It will rain in the next two quarters.", "in the next two quarters", "2026-04-01/2026-10-01"),
        ("It will rain for two upcoming months.", "two upcoming months", "2026-03-12/2026-05-12"),
        ("It will rain within five days.", "within five days", "2026-03-11/2026-03-16"),
        ("It will rain within the next ten months.", "within the next ten months", "2026-03-11/2027-01-11"),
        ("It reaches four weeks into the future.", "four weeks into the future", "2026-03-12/2026-04-09"),
        ("It ran in the 2015-16 season.", "2015-16", "2015-01-01/2017-01-01"),
        # A part or a time of a day has the date of the day.
        ("It fell on Tuesday evening.", "Tuesday evening", "2026-03-10/2026-03-11"),
        ("It fell on the morning of 3 May 2019.", "the morning of 3 May 2019", "2019-05-03/2019-05-04"),
        ("It fell early this morning.", "this morning", "2026-03-11/2026-03-12"),
        ("It fell last night.", "last night", "2026-03-10/2026-03-11"),
        ("They will meet tonight at 8 pm.", "tonight at 8 pm", "2026-03-11/2026-03-12"),
        ("They will meet at 8 tonight.", "tonight", "2026-03-11/2026-03-12"),
        ("It fell at 8am this morning.", "at 8am this morning", "2026-03-11/2026-03-12"),
        ("It fell at 8 p.m. on Monday.", "at 8 p.m. on Monday", "2026-03-09"),
        ("It fell at 14:30:05 on Monday.", "at 14:30:05 on Monday", "2026-03-09"),
        ("It fell on Monday at 8.30 pm.", "Monday at 8.30 pm", "2026-03-09"),
        ("It fell on Monday at four o'clock.", "Monday at four o'clock", "2026-03-09"),
        ("It fell on Monday at half past nine.", "Monday", "2026-03-09"),
        ("It fell on Tuesday at noon.", "Tuesday at noon", "2026-03-10"),
        ("It fell at noon on Monday.", "at noon on Monday", "2026-03-09"),
        ("It rained from 5 to 6 pm on Monday.", "from 5 to 6 pm on Monday", "2026-03-09"),
        ("It takes place from 6-9 p.m. on May 11.", "from 6-9 p.m. on May 11", "2026-05-11"),
        ("It began after 8 pm on Monday.", "after 8 pm on Monday", "2026-03-09/.."),
        ("It must end before 8 pm on Friday.", "before 8 pm on Friday", "../2026-03-14"),
        # Hours, not the 4th of November.
        ("It opens on Monday 11-4.", "Monday 11-4", "2026-03-16/2026-03-17"),
        ("It opens on Monday 8-9am.", "Monday 8-9am", "2026-03-16/2026-03-17"),
        # Lengths are expressions, but not dates.
        ("It lasted for three years.", "three years", "9.4608e+07 s"),
        ("It lasted two hundred and twenty days.", "two hundred and twenty days", "1.9008e+07 s"),
        ("It lasted all week.", "all week", "604800 s"),
        ("It lasted half an hour.", "half an hour", "1800 s"),
        ("It lasted two and a half hours.", "two and a half hours", "9000 s"),
        ("It lasted an hour and a half.", "an hour and a half", "5400 s"),
        ("It lasted one month and 21 days.", "one month and 21 days", "4.4064e+06 s"),
        ("It lasted about four days.", "about four days", "345600 s"),
        ("It lasted more than four days.", "more than four days", "345600 s"),
        # Movable holidays.
        ("It was cold on Good Friday 2024.", "Good Friday 2024", "2024-03-29"),
        ("They met on Thanksgiving 2023.", "Thanksgiving 2023", "2023-11-23"),
        ("They met on Christmas last year.", "Christmas last year", "2025-12-25"),
        ("They met last Christmas.", "last Christmas", "2025-12-25"),
        ("They will meet next Easter.", "next Easter", "2026-04-05"),
        ("They will meet this Easter.", "this Easter", "2026-04-05"),
        ("It was cold at Easter.", "Easter", "2025-04-20"),
        # A year with an unknown beginning has no value.
        ("It grew in the last fiscal year.", "the last fiscal year", "../.."),
    ],
)
def test_expressions(text: str, words: str, value: str) -> None:
    """Each kind occurs once, with the value that a reader of the news would give it."""
    assert find(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 'Earlier last year' is inside it, but 'earlier than last year' ends before it.
        ("It fell earlier last year.", [("last year", "2025-01-01/2026-01-01")]),
        ("It fell later last month.", [("last month", "2026-02-01/2026-03-01")]),
        ("The rest of last year was dry.", [("last year", "2025-01-01/2026-01-01")]),
        # The first does not contain the second.
        ("It grew in the third quarter of May 2025.", [("May 2025", "2025-05-01/2025-06-01")]),
        (
            "It fell in week 31 of last month.",
            [("week 31", "2026-07-27/2026-08-03"), ("last month", "2026-02-01/2026-03-01")],
        ),
        ("It fell on Christmas last month.", [("Christmas", "2025-12-25"), ("last month", "2026-02-01/2026-03-01")]),
        ("It fell on the first Monday of last week.", [("Monday of last week", "2026-03-02")]),
        (
            "It fell in the summer of last month.",
            [("the summer", "2025-06-01/2025-09-01"), ("last month", "2026-02-01/2026-03-01")],
        ),
        (
            "It fell in March of last month.",
            [("March", "2026-03-01/2026-04-01"), ("last month", "2026-02-01/2026-03-01")],
        ),
        (
            "It was shut on the 4th to the 22nd of last year.",
            [("on the 4th to the 22nd", "2026-03-04/2026-03-23"), ("last year", "2025-01-01/2026-01-01")],
        ),
        (
            "It is shut this month between Wednesday and Friday.",
            [("this month", "2026-03-01/2026-04-01"), ("between Wednesday and Friday", "2026-03-11/2026-03-14")],
        ),
        # The calendar has no such day.
        ("It fell on 31 February 2025.", [("February 2025", "2025-02-01/2025-03-01")]),
        ("It fell on the 31st of last month.", [("last month", "2026-02-01/2026-03-01")]),
        ("It ran from May 3 to the 45th.", [("from May 3", "2025-05-03/..")]),
        # Ends in the wrong order.
        ("It is shut between now and 2020.", [("now", "2026-03-11T09:30:00"), ("2020", "2020-01-01/2021-01-01")]),
        ("It was shut from 2030 until today.", [("from 2030", "2030-01-01/.."), ("until today", "../2026-03-12")]),
        ("It grew between 2012 and 2010.", [("2012", "2012-01-01/2013-01-01"), ("2010", "2010-01-01/2011-01-01")]),
        # Hours do not contain days.
        ("It ran from 2 pm for two days.", [("two days", "172800 s")]),
        ("It lasted two hours and three hours.", [("two hours", "7200 s"), ("three hours", "10800 s")]),
        # Longer than the calendar.
        ("It is due 9999 years from now.", [("9999 years", "3.15328e+11 s"), ("now", "2026-03-11T09:30:00")]),
    ],
)
def test_unrelated_expressions_stay_apart(text: str, expected: list[tuple[str, str]]) -> None:
    """A value for two unrelated expressions would be invented."""
    assert find(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It may rain and may not.",  # A verb.
        "They march for peace; the march was long.",
        "The sun sat low and wed sea to sky.",
        "May said that she would resign.",  # A person.
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
        "Charge it overnight, at 8:30 or by 8 pm; nothing happens overnight.",
        "The following year was worse, as was the same week.",  # Relative to the narrative, not to today.
        "Version 3.10 of 2.5 is out; see https://x.example/2019/05/03/story.",
        "Some 2000 people came.",
        "It has rained over the past hours.",
        "They played the 45s.",
        "It grew in the year 12.",
        "The Good Friday Agreement holds on Easter Island.",
        "It was the post-9/11 world.",
        "He scored later in the first half.",
        "The now-closed plant is sold now that it is empty.",
        "Sat in the shade, he slept.",
        "Room 2019-7 of 1/2 is shut.",
    ],
)
def test_phrases_that_only_resemble_a_date(text: str) -> None:
    """A wrong date is worse than a missing date: nobody searches for it, and every query returns it."""
    assert [pair for pair in find(text) if not pair[1].endswith(" s")] == []


def test_the_order_of_day_and_month_is_the_outlets() -> None:
    """3/4/2026 is in April in London and in March in New York; otherwise the only possible order counts."""
    british = Anchor(WEDNESDAY.at, is_day_first=True)
    assert find("It opened on 3/4/2026.")[0][1] == "2026-03-04"
    assert find("It opened on 3/4/2026.", british)[0][1] == "2026-04-03"
    assert find("It opened on 25/12/2025.")[0][1] == "2025-12-25"


def test_summer_is_at_the_turn_of_the_year_in_the_south() -> None:
    """A summer of Sydney that is dated to July would put floods into the dry months."""
    southern = Anchor(WEDNESDAY.at, is_southern=True)
    assert find("It was hot last summer.", southern) == [("last summer", "2025-12-01/2026-03-01")]


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
    """For any page, the grammar does not fail, expressions do not overlap, and no interval ends before its start."""
    for at in (datetime(2026, 3, 11), datetime(1, 1, 1), datetime(9999, 12, 31)):
        last = 0
        for one in find_expressions(text, Anchor(at, lean), ENGLISH):
            assert last <= one.start < one.end <= len(text)
            last = one.end
            if isinstance(one.value, When) and one.value.start and one.value.end:
                assert one.value.start <= one.value.end


def test_a_hostile_text_takes_no_time() -> None:
    """A page of only time words must not hold up a worker."""
    import time

    began = time.process_time()
    find_expressions("from Monday to May 3 2019 until " * 3000, WEDNESDAY, ENGLISH)
    assert time.process_time() - began < 60
