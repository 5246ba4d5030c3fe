"""Bad inputs by the hundred, made from a seed: what breaks parsers, and what somebody sends on purpose."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Iterator

Named = tuple[str, bytes]

STORY = "<p>The council of Osmere voted on Tuesday to close the old harbour, Mara Voss, the mayor, said in Paris.</p>"
CODECS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "koi8-r", "cp1251", "shift_jis", "gb18030", "utf-7")
LABELS = ("utf-8", "utf-16", "iso-8859-9", "big5", "x-user-defined", "klingon", "replacement", "'\"><script>")
CONTROLS = "\x00\x01\x0b\x1b\x7f\x85\u2028\u202e\ufeff\ufffe\U0001f600\u0301"


def page(body: str, head: str = "") -> str:
    """A news page around a body."""
    return (
        f"<!doctype html><html><head><title>Harbour to close</title>{head}</head><body><article>"
        f"<h1>Harbour to close</h1>{body}</article></body></html>"
    )


def broken_html(chance: random.Random, count: int) -> Iterator[Named]:
    """A sound page cut, turned about, repeated, nested and filled with what does not belong."""
    for number in range(count):
        sound = page(STORY * 8).replace("Tuesday", f"day {number}")
        broken = _BREAKS[number % len(_BREAKS)](chance, sound)
        yield f"html-{number:03}.html", broken.encode("utf-8", "surrogatepass")


def _shuffled(chance: random.Random, sound: str) -> str:
    pieces = sound.split("<")
    chance.shuffle(pieces)
    return "<".join(pieces)


def _many_attributes(chance: random.Random, _: str) -> str:
    return page("<p " + " ".join(f"a{n}='{n}'" for n in range(chance.randrange(10, 50_000))) + ">" + STORY)


_TAGS = ("div", "b", "table", "ul", "svg", "math", "template", "select", "form")
_BREAKS = (
    lambda chance, sound: sound[: chance.randrange(len(sound))],
    lambda chance, sound: "".join(chance.choice("<>&\"'/=! ") if chance.random() < 0.1 else c for c in sound),
    lambda chance, _: page(f"<{chance.choice(_TAGS)}>" * chance.randrange(100, 20_000) + STORY * 8),
    _many_attributes,
    _shuffled,
    lambda chance, _: page(STORY + f"&#x{chance.randrange(0x120000):x};" * chance.randrange(1, 30_000)),
    lambda chance, _: page("<script>" + STORY * chance.randrange(2_000) + "<!--<script></SCRIPT >" + STORY),
    lambda chance, _: page(STORY.replace("Osmere", chance.choice(CONTROLS) * chance.randrange(1, 2_000)) * 8),
    lambda chance, _: page(("“" * chance.randrange(1, 5_000) + "I said, “he said, ") * 8 + STORY),
    lambda chance, _: page("<p>" + chance.choice(("word ", "x", "A. ", "12.5 ", "\n")) * chance.randrange(300_000)),
)


def lying_encodings(chance: random.Random, count: int) -> Iterator[Named]:
    """Bytes of one encoding that say they are another's, and bytes of none."""
    text = page(STORY.replace("Osmere", "Ósmère Осмер 東京") * 8)
    for number in range(count):
        label = chance.choice(LABELS)
        body = text.replace("<head>", f"<head><meta charset={label}>").encode(chance.choice(CODECS), "replace")
        if number % 3 == 1:
            at = chance.randrange(len(body))
            body = body[:at] + chance.randbytes(chance.randrange(1, 200)) + body[at:]
        if number % 3 == 2:
            body = chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"+/v8")) + body
        yield f"encoding-{number:03}.html", body


def bombs(chance: random.Random, count: int) -> Iterator[Named]:
    """Little that unpacks into much, whole, cut off and packed twice."""
    for number in range(count):
        packed = gzip.compress(page("<p>" + "a " * 40_000_000).encode(), 6)
        if number % 3 == 1:
            packed = packed[: chance.randrange(20, len(packed))]
        if number % 3 == 2:
            packed = gzip.compress(packed)
        yield f"bomb-{number:03}.html.gz", packed


def broken_linked_data(chance: random.Random, count: int) -> Iterator[Named]:
    """JSON-LD of every wrong shape."""

    def value(depth: int) -> object:
        kind = chance.randrange(8 if depth < 5 else 5)
        plain = (
            None,
            chance.random() * 10 ** chance.randrange(300),
            "9999-99-99T99:99:99+99:99",
            "javascript:alert(1)",
        )
        if kind < 4:
            return plain[kind]
        if kind == 4:
            return chance.choice(CONTROLS) * chance.randrange(500)
        if kind == 5:
            return [value(depth + 1) for _ in range(chance.randrange(6))]
        keys = ("@graph", "@type", "author", "name", "datePublished", "headline", "articleBody", "url", "@id")
        return {chance.choice(keys): value(depth + 1) for _ in range(chance.randrange(6))}

    for number in range(count):
        fields = ("headline", "author", "datePublished", "dateModified", "publisher", "inLanguage", "keywords", "url")
        data = json.dumps({"@type": "NewsArticle"} | {name: value(0) for name in fields})
        if number % 4 == 1:
            data = data[: chance.randrange(len(data))]
        if number % 4 == 2:
            data = '{"@graph":[' * chance.randrange(100, 30_000) + data
        if number % 4 == 3:
            data = f'{{"@type":"NewsArticle","author":[{",".join([data] * chance.randrange(1, 400))}]}}'
        made = page(STORY * 8, f'<script type="application/ld+json">{data}</script>')
        made = made.replace("Tuesday", f"day {number}")
        yield f"linked-data-{number:03}.html", made.encode("utf-8", "surrogatepass")


def broken_feeds(chance: random.Random, count: int) -> Iterator[Named]:
    """Feeds that grow, loop, lie and break off. Their addresses lead to this machine, which is refused."""
    for number in range(count):
        items = "".join(
            f"<item><title>{chance.choice(CONTROLS)}</title><link>http://127.0.0.1:9/feed-{number:03}/{n}</link>"
            f"<pubDate>{chance.choice(('Tue, 99 Foo 2026', '0', '-1', '99999999999999'))}</pubDate></item>"
            for n in range(chance.randrange(20))
        )
        entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};&e{n - 1};">' for n in range(1, 30))
        match number % 6:
            case 0:
                made = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{entities}]><rss><channel>&e29;{items}'
            case 1:
                made = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                made += f"<rss><channel><title>&x;</title>{items}</channel></rss>"
            case 2:
                made = "<rss><channel>" + "<item>" * chance.randrange(400) + items
            case 3:
                made = f"<rss><channel>{items}</channel></rss>"[: chance.randrange(20, 2_000)]
            case 4:
                made = '<feed xmlns="http://www.w3.org/2005/Atom">' + "<entry><link href='///:::'/></entry>" * 40
            case _:
                made = '{"version":"https://jsonfeed.org/version/1.1","items":' + "[" * chance.randrange(1, 50_000)
        yield f"feed-{number:03}.xml", made.encode("utf-8", "surrogatepass")


def broken_sitemaps(chance: random.Random, count: int) -> Iterator[Named]:
    """Sitemaps that name nothing, themselves, this machine, and each other."""
    for number in range(count):
        places = (
            "",
            "file:///etc/passwd",
            f"http://127.0.0.1:9/sitemap-{number:03}/",
            "http://[::1]:9/",
            "gopher://x",
            "http://" + "a" * 3000,
        )
        urls = "".join(
            f"<url><loc>{chance.choice(places)}</loc><lastmod>{chance.randrange(10**9)}</lastmod></url>"
            for _ in range(chance.randrange(12))
        )
        made = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        if number % 3 == 1:
            made = made[: chance.randrange(10, len(made))]
        if number % 3 == 2:
            made = "<sitemapindex>" + "<sitemap><loc>http://127.0.0.1:9/s.xml</loc></sitemap>" * 5
        yield f"sitemap-{number:03}.xml", made.encode()


def broken_archives(chance: random.Random, count: int) -> Iterator[Named]:
    """WARC and WACZ files cut, with wrong lengths, and with noise in place of records."""
    for number in range(count):
        body = page(STORY * 8).encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        length = chance.choice((len(http), 0, -5, 10**12, len(http) // 2, len(http) + 500))
        record = (
            (
                b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/%d\r\n"
                b"WARC-Date: %s\r\nWARC-Record-ID: <urn:uuid:%032x>\r\n"
                b"Content-Type: application/http; msgtype=response\r\n"
                b"Content-Length: %d\r\n\r\n"
                % (number, chance.choice((b"2026-01-01T00:00:00Z", b"soon")), number, length)
            )
            + http
            + b"\r\n\r\n"
        )
        made = record * 3
        if number % 5 == 1:
            made = made[: chance.randrange(len(made))]
        if number % 5 == 2:
            made = gzip.compress(made)[: chance.randrange(30, 400)]
        if number % 5 == 3:
            made = chance.randbytes(chance.randrange(5_000))
        if number % 5 == 4:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr("archive/data.warc", made)
                archive.writestr("../../outside.warc.gz", chance.randbytes(300))
            yield f"archive-{number:03}.wacz", packed.getvalue()[: chance.choice((-1, -30, 10**9))]
            continue
        yield f"archive-{number:03}.warc{'.gz' if number % 5 == 2 else ''}", made


def broken_dumps(chance: random.Random, count: int) -> Iterator[Named]:
    """JSON lines and Parquet files of every wrong shape."""
    lines = (
        "",
        "{",
        "[1, 2]",
        '{"html": 7}',
        '{"html": "<p>x", "fetched_at": "soon"}',
        '{"path": "/etc/passwd"}',
        '{"text": "' + "word " * 50 + '", "url": "javascript:alert(1)"}',
        '{"text": "\\ud800 ' + "word " * 50 + '"}',
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '{"html": "' + "<div>" * 50_000 + '"}',
    )
    for number in range(count):
        if number % 4 == 3:
            yield f"dump-{number:03}.parquet", b"PAR1" + chance.randbytes(chance.randrange(2_000)) + b"PAR1"
        else:
            chosen = chance.choices(lines, k=chance.randrange(1, 12))
            yield f"dump-{number:03}.jsonl", "\n".join(chosen).encode() + chance.randbytes(number % 3)


def hostile_queries(chance: random.Random, count: int) -> Iterator[str]:
    """SQL that reads files, changes the warehouse, never ends, eats memory, or is none."""
    fixed = (
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "COPY articles TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "DELETE FROM claims",
        "DROP TABLE articles",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "PRAGMA database_list; DELETE FROM claims",
        "SELECT getenv('HOME')",
        "SELECT * FROM glob('/*')",
        "CREATE TABLE x AS SELECT 1",
        "UPDATE claims SET certainty = 'CT'",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
        "SELECT count(*) FROM range(100000000) a, range(100000000) b",
        "SELECT list_sum(range(20000000000))",
        "SELECT repeat('x', 2000000000) || repeat('y', 2000000000)",
        "EXPORT DATABASE '/tmp/x'",
        "CALL pragma_version()",
        "SELECT 1; SELECT 2",
        "",
        ";",
    )
    for number in range(count):
        if number < len(fixed):
            yield fixed[number]
        else:
            words = " ".join(fixed).split()
            yield " ".join(chance.choices(words, k=chance.randrange(1, 40))) + chance.choice(CONTROLS)
