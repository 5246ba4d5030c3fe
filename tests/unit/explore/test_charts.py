"""Charts: the numbers, where they stand, and the markup of them."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearsay.explore.charts.axis import MOST_INTERVALS, fit_axis
from hearsay.explore.charts.chart import Bar, BarChart, Series, Tone, Unit
from hearsay.explore.charts.drawing import charts_css, draw_columns, draw_rows
from hearsay.explore.charts.labels import width
from hearsay.explore.charts.layout import NARROW_EMS, NARROWEST_PLOT, WIDE_EMS, lay_out_columns, lay_out_rows

ARTICLES = Unit("article", "articles")
HELD = Series("held", "good")
FAILED = Series("failed", "bad")
HOSTILE = "\"><script>alert(1)</script>\u202e\x00' onload=x" + "w" * 500


def chart(*bars, series=(HELD,)):
    return BarChart("Bars of something.", ARTICLES, series, bars)


def days(number):
    return chart(*(Bar(f"2026-03-{day:02}", (day,)) for day in range(1, number + 1)))


class Drawing(HTMLParser):
    """The elements of a chart with their attributes, and the titles in it."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.titles, self.texts, self.inside = [], [], [], None
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "title":
            self.titles.append(data)
        elif self.inside == "text":
            self.texts.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@given(st.integers(0, 10**15), st.none() | st.floats(1, 60))
def test_an_axis_counts_in_round_whole_numbers(most, room):
    """Half an article does not exist, and numbers on top of each other cannot be read."""
    axis = fit_axis(most, room)
    assert axis.end == max(most, 1)
    assert axis.ticks[0] == 0
    assert axis.ticks[-1] <= axis.end
    (step,) = {after - before for before, after in zip(axis.ticks, axis.ticks[1:], strict=False)}
    assert re.fullmatch("[125]0*", str(step))
    assert 2 <= len(axis.ticks) <= MOST_INTERVALS + 1


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (5, (0, 1, 2, 3, 4, 5)),
        (7, (0, 2, 4, 6)),
        (10_570, (0, 2_000, 4_000, 6_000, 8_000, 10_000)),
    ],
)
def test_an_axis_has_as_many_ticks_as_say_something(most, ticks):
    """Too few leave a bar without a measure, and an axis far beyond the longest bar wastes the page."""
    assert fit_axis(most).ticks == ticks


def test_the_ticks_of_rows_have_room_on_a_phone():
    """Long numbers beside long labels would run into each other."""
    layout = lay_out_rows(chart(Bar("w" * 99, (87_654,))))
    plot = NARROW_EMS - layout.left - layout.right
    assert plot >= NARROWEST_PLOT
    assert (len(layout.few) - 1) * width("87,654") <= plot
    assert len(layout.many) > len(layout.few)


def test_segments_lie_end_to_end_and_cover_the_total():
    """A bar whose parts overlap or leave a gap would show another number than it has."""
    (bar, longest) = lay_out_rows(chart(Bar("a", (3, 1)), Bar("b", (0, 8)), series=(HELD, FAILED))).bars
    assert [(part.start, part.length, part.tone) for part in bar.segments] == [(0, 37.5, "good"), (37.5, 12.5, "bad")]
    assert [(part.start, part.length) for part in longest.segments] == [(0, 100)]
    assert (bar.end, longest.end) == (50, 100)


@pytest.mark.parametrize("number", [1, 2, 3, 7, 31])
def test_columns_fill_the_width_and_their_labels_do_not_touch(number):
    """A single date must not be a wall, and sixty must not write over each other, on a phone or a wide page."""
    layout = lay_out_columns(days(number))
    assert layout.bars[0].at == 0
    assert layout.bars[-1].at + layout.band == pytest.approx(100, abs=0.01)
    assert layout.thickness <= 8
    for labels, page in ((layout.few, NARROW_EMS), (layout.many, WIDE_EMS)):
        plot = page - layout.left - layout.right
        reached = 0.0
        for label in labels:
            start = label.at * plot / 100 - width(label.text) * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
            assert start >= reached
            reached = start + width(label.text)
        assert reached <= plot
        assert labels[0].text == layout.bars[0].label
        assert number == 1 or labels[-1].text == layout.bars[-1].label


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_bar_says_its_label_and_count_when_pointed_at(draw):
    """A column of sixty has no label of its own, and a segment of one in ten thousand is a hairline."""
    bars = (Bar("a", (1_200, 1)), Bar("b", (0, 1)), Bar("c", (0, 0)))
    drawing = Drawing(draw(chart(*bars, series=(HELD, FAILED))))
    assert drawing.titles == [
        "a: 1,201 articles (1,200 held, 1 failed)",
        "b: 1 article (1 failed)",
        "c: 0 articles",
    ]
    assert Drawing(draw(chart(Bar("a", (2,))))).titles == ["a: 2 articles"]


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_chart_says_what_it_shows_in_words(draw):
    """Who cannot see the bars hears the summary; what is inside an image is not read."""
    (svg,) = Drawing(draw(chart(Bar("a", (2,))))).all("svg")
    assert svg["role"] == "img"
    assert svg["aria-label"] == "Bars of something."


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_bar_leads_where_its_address_says(draw):
    """A link inside an image is out of reach of screen readers, so such a chart is a group of named bars."""
    drawing = Drawing(draw(chart(Bar("a", (2,), "#there"), Bar("b", (1,)), Bar("c", (0,), "/articles?on=2026&x='"))))
    (svg,) = drawing.all("svg")
    assert svg["role"] == "group"
    assert [(link["href"], link["aria-label"]) for link in drawing.all("a")] == [
        ("#there", "a: 2 articles"),
        ("/articles?on=2026&x='", "c: 0 articles"),
    ]
    assert [g["aria-label"] for g in drawing.all("g") if g.get("role") == "img"] == ["b: 1 article"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JavaScript:alert(1)", "\tjavascript:alert(1)", "data:text/html,x"]
)
def test_a_bar_leads_to_no_script(href):
    """An address may come from a page; the chart is the last who can refuse it."""
    with pytest.raises(ValueError, match="web address"):
        Bar("a", (1,), href)


def test_numbers_that_cannot_be_drawn_are_refused():
    """A bar to the left of zero or without a count for each series would be a wrong picture."""
    with pytest.raises(ValueError, match="negative"):
        Bar("a", (2, -1))
    with pytest.raises(ValueError, match="2 counts for 1 series"):
        chart(Bar("a", (1, 2)))
    with pytest.raises(ValueError, match="at least one series"):
        chart(series=())


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_hostile_label_stays_a_short_text(draw):
    """Outlets choose their names. None may become an element, turn the text around it or push the page wide."""
    hostile, plain = (
        Drawing(draw(replace(chart(Bar(label, (2,), "#there"), Bar(label, (1,))), summary=f"Most: {label}")))
        for label in (HOSTILE, "plain")
    )
    assert [(tag, set(attrs)) for tag, attrs in hostile.tags] == [(tag, set(attrs)) for tag, attrs in plain.tags]
    assert all(len(title) < 150 for title in hostile.titles)
    shown = "".join(hostile.titles + hostile.texts)
    assert "<script>alert(1)" in shown
    assert not {"\x00", "\u202e"} & set(shown)
    assert draw is draw_columns or all(width(text) <= 16 for text in hostile.texts)


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_chart_is_inert_and_always_the_same(draw):
    """It stands in pages that allow no script and ask nobody; a page that changes by itself cannot be compared."""
    bars = (Bar("a", (2, 1), "#there"), Bar("b", (7, 3)))
    markup = draw(chart(*bars, series=(HELD, FAILED)))
    assert markup == draw(chart(*bars, series=(HELD, FAILED)))
    drawing = Drawing(markup)
    assert not {"script", "style", "image", "use", "foreignobject"} & {tag for tag, _ in drawing.tags}
    assert not [attrs for _, attrs in drawing.tags if {"style", "src", "id", "onload"} & set(attrs)]
    assert "http" not in markup


def test_the_style_sheet_has_a_rule_for_each_class_of_a_drawing():
    """A gutter or a colour without a rule would put labels over the bars, or draw them black."""
    series = tuple(Series(tone, tone) for tone in get_args(Tone))
    css = charts_css()
    for label in ("a", "b" * 9, "w" * 30):
        for draw in (draw_rows, draw_columns):
            drawing = Drawing(draw(chart(Bar(label, (10_000,) * len(series), "#there"), series=series)))
            names = {name for _, attrs in drawing.tags for name in attrs.get("class", "").split()}
            told = {name for name in names if name not in {"chart-rows", "chart-columns"}}
            assert {name for name in told if not re.search(rf"\.{name}\b", css)} == set()
    assert "url(" not in css
    assert "@import" not in css


@pytest.mark.parametrize("draw", [draw_rows, draw_columns])
def test_a_chart_without_bars_is_an_axis(draw):
    """A page that asks for an empty time gets an empty chart, not an error."""
    assert "svg" in draw(chart())
