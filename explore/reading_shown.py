"""A reading in colours on a terminal, or as a self-contained HTML page."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from hearsay.explore.highlights import Piece, cut_paragraphs
from hearsay.pipelines.records import Attribution, Reading, Spans

_STYLES = {"source": "bold blue", "cue": "bold magenta", "content": "green", None: ""}
_UNSEEN = {code: "\ufffd" for code in (*range(9), *range(11, 32), *range(127, 160))}
"""Control characters and their replacement, because a text must not control the terminal that shows it."""


def print_reading(text: str, reading: Reading, console: Console) -> None:
    """Print the text with its spans in colour, and a table of its attributions below."""
    console.print(terminal_view(text, reading))


def terminal_view(text: str, reading: Reading) -> RenderableType:
    """Return the coloured text and the table of attributions as a rich renderable."""
    lines = [_coloured(paragraph) for paragraph in cut_paragraphs(text, reading)]
    legend = Text.assemble(
        *((f"{role} ", _STYLES[role]) for role in ("source", "cue", "content")), ("mention", "underline")
    )
    counts = f"{_count(reading.attributions, 'attribution')}, {_count(reading.mentions, 'mention')}"
    ending = Text(f"{counts}; {reading.reader_version}", "dim")
    return Group(legend, Text(), *lines, Text(), _table(text, reading), ending)


def _coloured(paragraph: Sequence[Piece]) -> Text:
    line = Text()
    for piece in paragraph:
        style = f"{_STYLES[piece.role]} {'underline' if piece.mention else ''}".strip()
        line.append(piece.text.translate(_UNSEEN), style)
    return line


def _table(text: str, reading: Reading) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("#", "source", "cue", "content", "type", "confidence"):
        table.add_column(name, overflow="fold", justify="right" if name == "confidence" else "left")
    for number, attribution in enumerate(reading.attributions, start=1):
        cells = [
            _words(text, attribution.source) or "–",
            _words(text, attribution.cue),
            _words(text, attribution.content) or "–",
            attribution.quote_type,
        ]
        table.add_row(*map(Text, (str(number), *cells, f"{attribution.confidence:.2f}")))
    return table


def html_page(text: str, reading: Reading, title: str) -> str:
    """Return a self-contained HTML page: the text, each span linked to its attribution."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("reading.html.j2")
    cards = [_card(number, text, attribution) for number, attribution in enumerate(reading.attributions, start=1)]
    return template.render(
        title=title,
        paragraphs=cut_paragraphs(text, reading),
        cards=cards,
        mentions=len(reading.mentions),
        version=reading.reader_version,
    )


def _card(number: int, text: str, attribution: Attribution) -> dict[str, object]:
    return {
        "number": number,
        "source": _words(text, attribution.source),
        "cue": _words(text, attribution.cue),
        "content": _words(text, attribution.content),
        "quote_type": attribution.quote_type,
        "confidence": f"{attribution.confidence:.2f}",
    }


def _words(text: str, spans: Spans) -> str:
    return " … ".join(text[start:end] for start, end in spans).translate(_UNSEEN)


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
