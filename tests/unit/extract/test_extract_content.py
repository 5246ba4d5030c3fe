"""The content kind of bytes and their decoding: the checks before any parsing."""

import pytest

from hearsay.pipelines.extract import content_kind
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.warehouse.schema import CONTENT_KINDS

PAGE = b"<!doctype html><html><head><title>T</title></head><body><p>Some text.</p></body></html>"


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        (b"", None, "empty"),
        (b" \n\t ", "text/html", "empty"),
        (PAGE, None, "html"),
        (PAGE, "application/json", "html"),  # Servers declare wrong types; the bytes decide.
        (PAGE.decode().encode("utf-16"), None, "html"),
        (b"\xef\xbb\xbf<!-- saved --> <html><p>x</p></html>", None, "html"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", None, "html"),
        (b"<div><p>One.</p><p>Two.</p></div>", None, "html"),
        (b"<p>One line", "text/html", "html"),
        (b"Use the <b>bold</b> tag sparingly, said nobody.", None, "text"),
        (b"saved by hand\n<html><body><p>x</p></body></html>", None, "html"),
        (b"First write <html> and then <body>; that is a page.", "text/plain", "text"),
        (b"The minister resigned on Monday.", "text/html", "text"),  # A text capture with a page's type.
        ("Der Minister trat zurück.".encode("cp1252"), None, "text"),
        (b'{"headline": "x"}', "text/html", "json"),
        (b"[1, 2, 3]", None, "json"),
        (b"[Update] The minister resigned.", None, "text"),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", None, "xml"),
        (b"<urlset><url/></urlset>", None, "xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, "image"),
        (b"%PDF-1.7 \x00", "text/html", "pdf"),
        (b"PK\x03\x04rest", None, "zip"),
        (b"\x89PNG\r\n\x1a\nrest", None, "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "image"),
        (b"\x00\x00\x00\x20ftypavif", "text/html", "image"),
        (b"\x00\x00\x00\x20ftypisom", "text/html", "binary"),
        (b"<?xml version='1.0'?><note>Hi</note>", "text/html", "xml"),
        (b"\x1f\x8b\x08\x00rest", None, "binary"),
        (bytes(range(32)) * 40, None, "binary"),
    ],
)
def test_kind_is_told_by_looking(body: bytes, media_type: str | None, kind: str) -> None:
    """A wrong kind either parses garbage as a page or loses an article; each case is such a confusion."""
    assert content_kind(body, media_type) == kind
    assert kind in CONTENT_KINDS


def test_kind_takes_linear_time_on_comments() -> None:
    """A pattern with nested repetition took minutes on a page that began with comments and conditionals."""
    body = b"<!-- a --> " * 6000 + b"<" + b"!-- " * 2000
    assert content_kind(body, None) in CONTENT_KINDS


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("Zürich".encode(), None, "Zürich"),
        ("Zürich".encode(), "iso-8859-1", "Zürich"),  # A server's default charset must not break UTF-8.
        ("Zürich".encode("latin-1"), "iso-8859-1", "Zürich"),
        ("“Zürich”".encode("cp1252"), "iso-8859-1", "“Zürich”"),
        ("Москва".encode("koi8-r"), "koi8-r", "Москва"),
        (b'<meta charset="windows-1251">' + "Москва".encode("cp1251"), None, '<meta charset="windows-1251">Москва'),
        ("東京".encode("iso-2022-jp"), "iso-2022-jp", "東京"),
        ("Zürich".encode("utf-16"), None, "Zürich"),
        (b"a\x00b", None, "a\ufffdb"),
        ("Der Müller aus Zürich fährt über die Brücke. ".encode("cp1252") * 5, "no-such-charset", None),
    ],
)
def test_charsets(body: bytes, charset: str | None, text: str | None) -> None:
    """Offsets count decoded characters, so a wrong charset moves every span of the article."""
    expected = "Der Müller aus Zürich fährt über die Brücke. " * 5 if text is None else text
    assert decode(body, charset) == expected


GERMAN = "„Schöne Grüße“ aus Zürich – für größere Brücken fehlt das Geld. " * 4


@pytest.mark.parametrize("charset", [None, "utf-8", "no-such-charset"])
@pytest.mark.parametrize("position", [0, 100, len(GERMAN)])
def test_a_few_broken_sequences_do_not_change_the_charset(charset: str | None, position: int) -> None:
    """A page that was cut inside a letter, or had one stray byte, was decoded as Cyrillic throughout."""
    broken = GERMAN[:position].encode() + b"\xc3" + GERMAN[position:].encode()
    assert decode(broken, charset).replace("\ufffd", "") == GERMAN


def test_another_charset_is_not_taken_for_broken_utf8() -> None:
    """A page in Latin-1 without a declaration has only invalid UTF-8 sequences."""
    assert decode(GERMAN.encode("cp1252"), None) == GERMAN
    assert decode(GERMAN.encode("cp1252"), "utf-8") == GERMAN
    assert decode(GERMAN.encode("cp1252"), "windows-1252") == GERMAN
