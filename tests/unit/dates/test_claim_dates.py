"""The dates of claims: the date of the subject, the date of the saying, and the basis of both."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearsay.pipelines.dates import date_claims
from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import COMPLETE
from hearsay.pipelines.records import Article, Attribution, Claim, Dated, Published, Span
from hearsay.warehouse.schema import DATE_BASES, DATE_PRECISIONS
from tests.made_pages import span_of

ENGLISH = Language(COMPLETE)
WEDNESDAY = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
TO_THE_DAY = Published(WEDNESDAY, "meta", "minute")


def claim_in(text: str, source: str, cue: str, content: str) -> Claim:
    """Return the claim with these words of a text."""
    said = Attribution(span_of(text, source), span_of(text, cue), span_of(text, content), "indirect", 0.9)
    return Claim(said, None, "named", "say", "+", "CT", None, (), ())


def dated(text, source, cue, content, published=TO_THE_DAY, captured_at=None, read_as=ENGLISH, **facts):
    article = Article("capture", text, published=published, **facts)
    (claim,) = date_claims(article, [claim_in(text, source, cue, content)], captured_at, read_as)
    for clock in (claim.about, claim.said):
        assert clock.basis in DATE_BASES
        assert clock.precision in DATE_PRECISIONS
    return claim


def words(text, clock):
    return text[clock.span.start : clock.span.end] if clock.span else None


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "about", "said"),
    [
        # After the cue: the date of the saying.
        ("Voss said on Tuesday that it had rained.", "Voss", "said", "that it had rained", None, "Tuesday"),
        ("Voss told reporters in Rome on Friday it rained.", "Voss", "told", "it rained", None, "Friday"),
        # The time of day stands between the cue and its day.
        ("Voss said at 3pm on Friday it rained.", "Voss", "said", "it rained", None, "at 3pm on Friday"),
        ("Voss said at 3 p.m. on Friday it rained.", "Voss", "said", "it rained", None, "at 3 p.m. on Friday"),
        ("Voss said it cost tens of billions.", "Voss", "said", "it cost tens of billions", None, None),
        # Before the source.
        ("On Monday, Voss said it had rained.", "Voss", "said", "it had rained", None, "Monday"),
        # Before the source, but part of the content: a verb comes first.
        ("It rained in May, Voss said.", "Voss", "said", "It rained", None, None),
        # In the content: the date that the claim is about.
        ("Voss said it rained last week.", "Voss", "said", "it rained last week", "last week", None),
        # Both.
        (
            "Voss said on Tuesday it will rain next week.",
            "Voss",
            "said",
            "it will rain next week",
            "next week",
            "Tuesday",
        ),
        # The reader included the date of the saying in the content.
        (
            "Voss said on Tuesday that it fell in 2019.",
            "Voss",
            "said",
            "on Tuesday that it fell in 2019",
            "2019",
            "Tuesday",
        ),
        # The first of several; 'now' is none; lengths and times of day are not dates.
        ("Voss said it fell in 2019 and in 2020.", "Voss", "said", "it fell in 2019 and in 2020", "2019", None),
        ("Voss said it now falls, as in 2020.", "Voss", "said", "it now falls, as in 2020", "2020", None),
        ("Voss said it falls now.", "Voss", "said", "it falls now", None, None),
        ("Voss said it lasts three years.", "Voss", "said", "it lasts three years", None, None),
        # Not after a comma.
        ("Voss said, Tuesday being dry, it rained.", "Voss", "said", "it rained", None, None),
        # Not from another sentence.
        ("It was Tuesday. Voss said it rained.", "Voss", "said", "it rained", None, None),
        # A day of any week, and the period of a superlative.
        ("Voss said to book on a Tuesday.", "Voss", "said", "to book on a Tuesday", None, None),
        ("Voss said it was the worst in 30 years.", "Voss", "said", "it was the worst in 30 years", None, None),
        ("Voss said it rose 5 m in 17 minutes.", "Voss", "said", "it rose 5 m in 17 minutes", None, None),
        ("Voss said it will end in 30 years.", "Voss", "said", "it will end in 30 years", "in 30 years", None),
        # 'Since March' cannot date a saying.
        ("Voss said since March it rained.", "Voss", "said", "it rained", None, None),
    ],
)
def test_which_expression_counts(text, source, cue, content, about, said):
    """The two dates answer different questions; if they are confused, a query gets the wrong answer."""
    claim = dated(text, source, cue, content)
    assert (words(text, claim.about), words(text, claim.said)) == (about, said)


RAIN = ("Voss said it rained last week.", "Voss", "said", "it rained last week")


def test_a_relative_date_is_relative_to_publication_with_that_basis():
    """'last week' of an article of 11 March is the week from 2 to 8 March."""
    about = dated(*RAIN).about
    assert (about.from_on, about.to_on) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (about.precision, about.basis) == ("week", "published")


@pytest.mark.parametrize("published", [Published(), Published(datetime(2025, 1, 1, tzinfo=UTC), "meta", "year")])
def test_a_relative_date_is_relative_to_the_capture_without_a_publication_day(published):
    """A page may be captured years after publication, so a query must be able to exclude such dates."""
    about = dated(*RAIN, published=published, captured_at=WEDNESDAY).about
    assert (about.from_on, about.basis) == (date(2026, 3, 2), "captured")


def test_a_relative_date_without_a_reference_date_is_not_invented():
    """The words are kept; the date is NULL with basis 'none'."""
    about = dated(*RAIN, published=Published()).about
    assert (about.from_on, about.to_on, about.precision, about.basis) == (None, None, "none", "none")
    assert words(RAIN[0], about) == "last week"


def test_an_explicit_date_needs_no_reference_date():
    """'In 2019' has the same meaning for every writer at any time."""
    about = dated("Voss said it fell in 2019.", "Voss", "said", "it fell in 2019", published=Published()).about
    assert (about.from_on, about.to_on) == (date(2019, 1, 1), date(2019, 12, 31))
    assert (about.precision, about.basis) == ("year", "explicit")


def test_a_fiscal_year_has_no_days():
    """The words alone do not give its beginning."""
    text = "Voss said it fell in the last fiscal year."
    about = dated(text, "Voss", "said", "it fell in the last fiscal year").about
    assert (about.from_on, about.basis, words(text, about)) == (None, "none", "the last fiscal year")


def test_an_article_in_a_language_that_is_not_read_gets_no_dates():
    """The grammar of another language would read similar words as times."""
    assert dated(*RAIN, read_as=None).about == Dated()
    assert dated(*RAIN).about != Dated()


@pytest.mark.parametrize(
    ("words_", "first", "last", "precision"),
    [
        # Counted in weeks, months, years, with their precision.
        ("two weeks ago", date(2026, 2, 23), date(2026, 3, 1), "week"),
        ("two years ago", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("two days ago", date(2026, 3, 9), date(2026, 3, 9), "day"),
        # Open ends are NULL, the other end stays.
        ("since 2019", date(2019, 1, 1), None, "span"),
        ("before 2030", None, date(2029, 12, 31), "span"),
        ("on Monday evening", date(2026, 3, 9), date(2026, 3, 9), "part"),
        ("on Monday at noon", date(2026, 3, 9), date(2026, 3, 9), "day"),
        ("before noon on Monday", None, date(2026, 3, 9), "span"),
        ("before now", None, date(2026, 3, 11), "part"),
        ("now", None, None, "none"),
    ],
)
def test_days_and_precision(words_, first, last, precision):
    """Both ends are days of the time itself, including the last."""
    text = f"Voss said it fell {words_}."
    about = dated(text, "Voss", "said", f"it fell {words_}").about
    assert (about.from_on, about.to_on, about.precision) == (first, last, precision)


def test_the_outlets_country_orders_day_and_month():
    """3/4/2025 is in April for an outlet of the United Kingdom, in March for an English outlet without a country."""
    parts = ("Voss said it fell on 3/4/2025.", "Voss", "said", "it fell on 3/4/2025")
    assert dated(*parts, domain="harbour.co.uk").about.from_on == date(2025, 4, 3)
    assert dated(*parts, domain="harbour.com", language="en").about.from_on == date(2025, 3, 4)


TEXT = st.lists(
    st.sampled_from(
        ["Voss", "said", "on", "Tuesday", "that", "in", "2019", "May", "last", "week", ".", ",", "\n", "“", "😀"]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)


@given(st.data(), TEXT)
@settings(deadline=None, max_examples=200)
def test_any_claim_is_dated(data, text):
    """Another reader may give any spans: offsets stay in the text, and no date lacks a basis."""

    def spans():
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
        return tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))

    claims = [
        Claim(
            Attribution(spans(), spans(), spans() or (Span(0, len(text)),), "indirect", 0.5),
            None,
            "named",
            None,
            "+",
            "CT",
            None,
            (),
            (),
        )
        for _ in range(3)
    ]
    article = Article("capture", text, published=data.draw(st.sampled_from([TO_THE_DAY, Published()])))
    for claim in date_claims(article, claims, None, ENGLISH):
        for clock in (claim.about, claim.said):
            is_unknown = clock.from_on is None and clock.to_on is None
            assert is_unknown == (clock.basis == "none") == (clock.precision == "none")
            assert is_unknown or clock.span
            assert not clock.span or 0 <= clock.span.start < clock.span.end <= len(text)
            assert clock.from_on is None or clock.to_on is None or clock.from_on <= clock.to_on
        about = claim.about.span
        assert not about or any(s.start <= about.start and about.end <= s.end for s in claim.attribution.content)


@pytest.mark.parametrize("expression", ["earlier in the day", "earlier today", "so far today", "earlier this week"])
def test_the_earlier_part_of_a_period_that_has_just_begun_is_not_empty(expression):
    """A day that has just begun is still that day; an end before its start is not a valid time."""
    for day in (WEDNESDAY, datetime(2026, 3, 9, 9, 30, tzinfo=UTC)):
        text = f"Voss said it had rained {expression}."
        about = dated(text, "Voss", "said", text[10:-1], Published(day, "meta", "minute")).about
        assert about.from_on is None or about.from_on <= about.to_on


@pytest.mark.parametrize(
    ("content", "expression"),
    [
        ("she never forgot that Saturday evening", "Saturday evening"),
        ("more left that September", "September"),
        ("seven months later it moved", "seven months later"),
        ("two years earlier it had moved", "two years earlier"),
    ],
)
def test_a_date_relative_to_an_earlier_event_has_no_value(content, expression):
    """Relative to the day of the article, the date would be wrong; its words are kept."""
    text = f"In 2014 the school was shut. Voss said {content}."
    about = dated(text, "Voss", "said", content).about
    assert (words(text, about), about.from_on, about.to_on, about.basis) == (expression, None, None, "none")


@pytest.mark.parametrize(
    ("content", "day"),
    [
        ("the prize will go to the star-studded team on December 4", date(2026, 12, 4)),
        ("the fair took place on May 12", date(2025, 5, 12)),
        ("the fair takes place on March 10", date(2026, 3, 10)),
        ("the rule takes effect from January 1", date(2027, 1, 1)),
        ("the plant will close in February", date(2027, 2, 1)),
        ("the plant closed in February", date(2026, 2, 1)),
        ("the fair is on Saturday", date(2026, 3, 14)),
        ("the forecast for Saturday is rain", date(2026, 3, 14)),
        ("sales in the third-quarter rose", date(2025, 7, 1)),
        ("he appears to have set the fire on Sunday", date(2026, 3, 8)),
        ("the concert was on Sunday, June 8", date(2025, 6, 8)),
    ],
)
def test_a_missing_year_or_week(content, day):
    """The tense gives the direction, but a day ten months away becomes the nearer day; a weekday gives the year."""
    assert dated(f"Voss said {content}.", "Voss", "said", content).about.from_on == day


def test_a_date_in_the_content_of_another_claim_dates_no_saying():
    """'The plan, made in 2020, is at risk, she says': 2020 is inside the content of another claim."""
    plan, bad = f"It breaks a plan, {'very ' * 60}good, adopted in 2020", "that is bad"
    text = f"{plan}, she says, and {bad}."
    claims = [claim_in(text, "she", "says", plan), claim_in(text, "she", "says", bad)]
    dated_claims = date_claims(Article("capture", text, published=TO_THE_DAY), claims, None, ENGLISH)
    assert [words(text, claim.said) for claim in dated_claims] == [None, None]
