"""Charts as SVG for an HTML page, without scripts, external addresses or styles.

The page includes the style sheet of `charts_css` once, and defines the custom properties --ink, --soft, --line,
--paper and --link. The same chart always gives the same bytes.
"""

from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hearsay.explore.charts.chart import BarChart, Tone
from hearsay.explore.charts.layout import GUTTERS, WIDE_EMS, lay_out_columns, lay_out_rows


def draw_rows(chart: BarChart) -> Markup:
    """Return the chart with horizontal bars below each other, in their order. Use this for names."""
    return _render("rows.html.j2", layout=lay_out_rows(chart))


def draw_columns(chart: BarChart) -> Markup:
    """Return the chart with vertical bars beside each other, in their order. Use this for dates."""
    return _render("columns.html.j2", layout=lay_out_columns(chart))


def charts_css() -> Markup:
    """Return the style sheet of all charts, in light and dark colours."""
    return _render("charts.css.j2", gutters=GUTTERS, wide_ems=WIDE_EMS, tones=get_args(Tone))


def _render(template: str, **values: object) -> Markup:
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704 - the templates escape


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
