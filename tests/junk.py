"""Forty files that are no pages: what lies about in real folders, and what somebody sends on purpose."""

import gzip
import io
import random
import zipfile
from pathlib import Path

STORY = "<p>The council of Osmere voted on Tuesday to close the old harbour, the mayor said. " * 12


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.html", "<p>x</p>")
    return packed.getvalue()


def _page(body: str) -> bytes:
    return f"<html><head><title>Osmere closes harbour</title></head><body>{body}</body></html>".encode()


def junk_files() -> dict[str, bytes]:
    """File name → bytes; always the same."""
    noise = random.Random(7)
    files = {
        "empty.html": b"",
        "blank.html": b" \n\t \r\n" * 50,
        "binary.html": noise.randbytes(100_000),
        "nul.html": b"\x00" * 5000,
        "archive.zip": _zip(),
        "archive.html": _zip(),
        "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF",
        "paper.html": b"%PDF-1.4\n" + noise.randbytes(2000),
        "picture.png": b"\x89PNG\r\n\x1a\n" + noise.randbytes(3000),
        "picture.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + noise.randbytes(3000),
        "picture.gif": b"GIF89a" + noise.randbytes(300),
        "program": b"\x7fELF\x02\x01\x01" + noise.randbytes(3000),
        "data.json": b'{"a": [1, 2, 3], "b": {"c": "d"}}',
        "list.json": b"[" * 50_000,
        "feed.xml": b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>",
        "table.csv": b"a,b,c\n1,2,3\n" * 200,
        "thirty-megabytes.html": b"<html><body>" + b"<p>" * 10_000_000,
        "thirty-megabytes-words.html": _page("<p>word " * 3_000_000),
        "three-thousand-divs.html": _page("<div>" * 3000),
        "deep-story.html": _page("<div>" * 3000 + STORY + "</div>" * 3000),
        "deep-tables.html": _page("<table><tr><td>" * 1500 + STORY),
        "deep-lists.html": _page("<ul><li>" * 3000 + STORY),
        "deep-quotes.html": _page("<blockquote>" * 2000 + STORY),
        "many-links.html": _page("<a href='x'>y</a>" * 40_000),
        "many-tags.html": _page("<b></b>" * 200_000),
        "one-word.html": _page("x" * 3_000_000),
        "long-attribute.html": _page(f"<p title='{'y' * 3_000_000}'>{STORY}"),
        "unclosed-comment.html": _page("<!-- " + STORY * 100),
        "unclosed-script.html": _page("<script>var a = '" + STORY * 100),
        "shell.html": _page("<div id='root'></div><script>window.data = {};</script>"),
        "surrogate.html": _page(STORY).replace(b"Tuesday", b"Tue\xed\xa0\x80sday"),
        "surrogate-reference.html": _page(STORY.replace("Tuesday", "&#xD800;Tuesday&#xDFFF;&#0;&#x110000;")),
        "utf-16.html": _page(STORY).decode().encode("utf-16"),
        "utf-16-no-mark.html": _page(STORY).decode().encode("utf-16-le"),
        "koi8-as-utf-8.html": "<meta charset='utf-8'><p>Совет города закрыл порт, сказал мэр. ".encode("koi8-r") * 40,
        "latin-as-utf-8.html": "<meta charset='utf-8'><p>Die Bürgermeisterin sagte, der Hafen schließe. ".encode(
            "latin-1"
        )
        * 40,
        "no-such-charset.html": b"<meta charset='klingon'>" + _page(STORY),
        "bomb.html.gz": gzip.compress(b"<p>" + b"a" * 200_000_000, compresslevel=1),
        "cut-off.html.gz": gzip.compress(_page(STORY * 50))[:-40],
        "entities.html": b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
        + b"<!ENTITY b '&a;&a;&a;&a;'>" * 50
        + b"]>"
        + _page("&b;" * 9),
        "linked-data.html": _page(
            "<script type='application/ld+json'>" + '{"@graph":[' * 20_000 + "</script>" + STORY
        ),
        "many-authors.html": _page(
            '<script type=\'application/ld+json\'>{"@type":"NewsArticle","author":['
            + ",".join(f'{{"@type":"Person","name":"Ann Other {n}"}}' for n in range(30_000))
            + "]}</script>"
            + STORY
        ),
        "years.html": _page("<p>" + "2026-02-30 31/12/1999 © 2026 " * 60_000),
    }
    return dict(list(files.items()))


def write_junk(folder: Path) -> list[Path]:
    """Write the files into a folder; their paths, sorted."""
    for name, content in junk_files().items():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())
