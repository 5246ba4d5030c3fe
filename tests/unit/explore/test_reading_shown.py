import io
import re
from html.parser import HTMLParser

from rich.console import Console

from hearsay.explore.highlights import cut_paragraphs
from hearsay.explore.reading_shown import html_page, print_reading
from hearsay.pipelines.records import Attribution, Mention, Reading, Span

TEXT = "“Go,” <b>Ann</b> of [red]Oslo[/red] said.\n\n\x1b[31mShe & he left."
READING = Reading(
    mentions=(Mention(9, 12, "person", 0.9), Mention(25, 29, "location", 0.8)),
    attributions=(Attribution((Span(6, 35),), (Span(36, 40),), (Span(0, 5),), "direct", 0.75),),
    reader_version="model-1",
)


class Words(HTMLParser):
    """What a browser shows of the article, and every element's name and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.shown = ""
        self.attributes: list[tuple[str, str | None]] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs
        if tag not in ("meta", "link"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "article" in self.stack and "sup" not in self.stack:
            self.shown += data


def test_pieces_are_the_text() -> None:
    """Cutting loses no character but the line breaks, and knows what lies on what."""
    paragraphs = cut_paragraphs(TEXT, READING)
    assert ["".join(piece.text for piece in p) for p in paragraphs] == TEXT.split("\n\n")
    ann = next(piece for piece in paragraphs[0] if piece.text == "Ann")
    assert (ann.role, ann.numbers, ann.mention) == ("source", (1,), "person")


def test_page_shows_the_text_and_nothing_of_it_becomes_markup() -> None:
    """The text is a stranger's: its tags are characters."""
    page = html_page(TEXT, READING, "<i>x</i>.txt")
    words = Words()
    words.feed(page)
    assert "".join(words.shown.split()) == "".join(TEXT.split())
    assert not words.names & {"b", "i", "script"}
    assert words.stack == []
    assert "default-src 'none'" in page


def test_page_links_each_span_to_its_attribution() -> None:
    """A reader who wonders where a span belongs follows it."""
    page = html_page(TEXT, READING, "text")
    assert len(re.findall(r"href=\"?#attribution-1", page)) >= 3
    assert page.count('id="attribution-1"') == 1
    assert "confidence 0.75" in page


def test_page_without_attributions_says_so() -> None:
    """An empty list looks like a page that broke."""
    assert "Nothing in this text is attributed" in html_page("Rain.", Reading((), (), "v"), "text")


def test_terminal_shows_colours_but_never_obeys_the_text() -> None:
    """Markup and escape sequences of the text are shown, not followed."""
    out = io.StringIO()
    print_reading(TEXT, READING, Console(file=out, force_terminal=True, color_system="standard", width=200))
    shown = out.getvalue()
    assert "[red]" in shown
    assert "\ufffd[31mShe" in shown
    assert "\x1b[32m“Go,”" in shown
    assert "0.75" in shown
