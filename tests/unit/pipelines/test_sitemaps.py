"""Sitemaps of all kinds, valid and damaged: a fault costs its own entry, and no address is invented."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hearsay.pipelines.sources.documents import Document, read_document
from hearsay.pipelines.sources.sitemaps import Sitemap, SitemapPage, read_sitemap

SITE = "https://news.example"
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = (
    f'<urlset xmlns="{PROTOCOL}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
NEWS = "<news:news><news:publication_date>2026-03-01</news:publication_date><news:title>T</news:title></news:news>"


def sitemap_of(body: bytes) -> Sitemap:
    """Return the sitemap of a body that is XML."""
    sitemap = read_sitemap(body)
    assert sitemap is not None
    return sitemap


def problem_of(read: Sitemap | Document) -> str:
    """Return the problem of a document that has one."""
    assert read.problem is not None
    return read.problem


def urlset(*entries):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{HEAD}{"".join(entries)}</urlset>'.encode()


def entry(number, more=""):
    return f"<url><loc>{SITE}/{number}</loc>{more}</url>"


def addresses(body):
    return [page.address.removeprefix(f"{SITE}/") for page in sitemap_of(body).pages]


@pytest.mark.parametrize(
    ("damaged", "kept"),
    [
        ("<url><loc>https://news.example/2\x07</loc></url>", []),  # the address itself has lost something
        ("<url><loc>https://news.example/2&#7;</loc></url>", []),
        ("<url><loc>https://news.example/2\udcff</loc></url>", []),
        ("<url><loc>https://news.example/2?a=1&b=2&copy=3</loc></url>", ["2?a=1&b=2&copy=3"]),
        ("<url><loc>https://news.example/caf&eacute;</loc></url>", ["café"]),
        ("<url><loc>https://news.example/2?a=&nosuch;</loc></url>", ["2?a=&nosuch;"]),
        ("<url><loc>https://news.example/2</lo></url>", ["2"]),
        ("<url><loc>https://news.example/2<loc></url>", []),
        ("<url><loc>https://news.example/2<!x></loc></url>", []),
        ("<url><loc>https://news.example/2</loc>", ["2"]),
        ("<url><priority>0.5<loc>https://news.example/2</loc></url>", ["2"]),
        ("<url><loc>https://news.example/2</loc><lastmod>2026-03-01\x00</lastmod></url>", ["2"]),
        ("<url><loc>https://news.example/2</loc><image:image><image:loc>x.png</image:image></url>", ["2"]),
        ("<url><image:image><image:loc>https://news.example/2.png</image:loc>&</image:image></url>", []),
        ("<url a=b><loc>https://news.example/2</loc></url>", []),
        (f"<url><loc>{SITE}/2</loc>{'<a>' * 3_000}</url>", ["2"]),
        ("<url><loc><![CDATA[https://news.example/2?a&b]]></loc><lastmod>\x01</lastmod></url>", ["2?a&b"]),
    ],
)
def test_a_fault_costs_at_most_its_entry(damaged, kept):
    """A bare & must not lose later entries, and an address without one of its characters is wrong."""
    body = b"".join((HEAD.encode(), entry(1).encode(), damaged.encode("utf-8", "surrogateescape")))
    body += f"{entry(3)}{entry(4)}</urlset>".encode()
    assert addresses(body) == ["1", *kept, "3", "4"]
    sitemap = sitemap_of(body)
    assert problem_of(sitemap).startswith("was read except for a fault in entry 2 (")
    assert len(sitemap.unusable) == (0 if kept else 1)
    assert not sitemap.unusable or "entry 2 has no readable address: '<url" in sitemap.unusable[0]


def test_the_same_fault_in_every_entry_loses_none():
    """A system that fails to escape does so in every entry, and unclosed elements accumulate."""
    for number in (1, 3_000):
        entries = [f"<url><loc>{SITE}/{n}?a&b</loc><lastmod>2026-03-01</url>" for n in range(number)]
        sitemap = sitemap_of(urlset(*entries))
        assert len(sitemap.pages) == number
        assert sitemap.pages[-1].last_modified == "2026-03-01"
        assert "a fault" in problem_of(sitemap) or "3,000 faults, the first in entry 1" in problem_of(sitemap)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (urlset(entry(1), entry(2)) + b"<script>", "outside of its entries"),
        (b"<b>Notice</b>: in x.php\n" + urlset(entry(1), entry(2)), "outside of its entries"),
        (b"Notice: in x.php\n" + urlset(entry(1), entry(2)), "outside of its entries"),
        (urlset(entry(1), entry(2))[:-9], "is cut off; addresses kept: 2"),
        (urlset(entry(1), entry(2), entry(3))[:-20], "is cut off; addresses kept: 2"),
        (
            urlset(entry(1), entry(2), entry("3&"), "<url>")[:-9],
            "entry 3 (xmlParseEntityRef: no name) and is cut off",
        ),
        (urlset(entry(1), entry(2)).replace(b"<urlset", b"<urlsat"), "outside of its entries"),
        (urlset(entry(1), entry(2)).replace(b'"UTF-8"', b'"UTF-8'), "outside of its entries"),
    ],
)
def test_a_fault_outside_of_the_entries_is_reported(body, problem):
    """Servers print text before the sitemap, after it, or instead of its end."""
    assert addresses(body)[:2] == ["1", "2"]
    assert problem in problem_of(sitemap_of(body))


@pytest.mark.parametrize(
    "body",
    [
        urlset(entry(1)),
        urlset(entry(1)) + b"\n<!-- made in 0.1 s -->\n",
        b"\xef\xbb\xbf\n" + urlset(entry(1)),
        urlset(f"<url><loc>\n  {SITE}/1\t</loc></url>"),
        urlset(f"<url><loc><![CDATA[ {SITE}/1 ]]></loc></url>"),
        urlset(f"<url><loc>{SITE}<!-- here -->/1</loc></url>"),
        urlset(f"<!-- {entry(2)} -->{entry(1)}<!-- <url> -->"),
        urlset(entry(1, f"<image:image><image:loc>{SITE}/1.png</image:loc></image:image>")),
        urlset(f"<url><image:image><image:loc>{SITE}/1.png</image:loc></image:image><loc>{SITE}/1</loc></url>"),
        urlset(entry(1, f"<image:loc>{SITE}/1.png</image:loc>")),
        urlset(entry(1, f'<image xmlns="urn:image"><loc>{SITE}/1.png</loc></image>')),
        urlset(entry(1, f'<xhtml:link rel="alternate" hreflang="de" href="{SITE}/de"/>')),  # the prefix not declared
        urlset(entry(1, f"<video:video><video:content_loc>{SITE}/v.mp4</video:content_loc></video:video>")),
        urlset(entry(1), entry(1)),
        f"<urlset>{entry(1)}</urlset>".encode(),
        f'<urlset xmlns="http://www.google.com/schemas/sitemap/0.84">{entry(1)}</urlset>'.encode(),
        f'<s:urlset xmlns:s="{PROTOCOL}"><s:url><s:loc>{SITE}/1</s:loc></s:url></s:urlset>'.encode(),
        f'<urlset xmlns="{PROTOCOL}"><url xmlns=""><loc>{SITE}/1</loc></url></urlset>'.encode(),
        urlset(entry(1)).decode().replace("UTF-8", "utf-16").encode("utf-16"),
        urlset(entry(1)).decode().encode("utf-16-be"),
        urlset(entry(1)).replace(b"UTF-8", b"utf-16"),
        urlset(entry(1)).replace(b"UTF-8", b"no-such"),
    ],
)
def test_a_sitemap_of_any_make_gives_its_one_page(body):
    """Prefixes, comments, pictures and languages differ between publishers, and the page is the same."""
    sitemap = sitemap_of(body)
    assert [page.address for page in sitemap.pages] == [f"{SITE}/1"]
    assert (sitemap.unusable, sitemap.problem) == ((), None)


def test_an_address_is_given_as_it_was_meant():
    """Addresses are escaped twice, in other scripts, relative, or have a parameter that looks like an entity."""
    locs = ("a&amp;amp;b", "?a=1&amp;copy=2", "ä/日本", "%C3%A4")
    assert addresses(urlset(*map(entry, locs))) == ["a&b", "?a=1&copy=2", "ä/日本", "%C3%A4"]
    relative = urlset(
        "<url><loc>/1</loc></url>", "<url><loc>//cdn.example/2</loc></url>", "<url><loc>x/3</loc></url>"
    )
    pages = read_document(relative, f"{SITE}/maps/1.xml", "sitemap").pages
    assert pages == (f"{SITE}/1", "https://cdn.example/2", "x/3")
    assert read_document(relative, "", "sitemap").pages == ("/1", "//cdn.example/2", "x/3")


def test_an_entry_without_an_address_is_reported():
    """Nobody would miss the page otherwise. The other entries must be kept."""
    sitemap = sitemap_of(urlset(entry(1), "<url/>", "<url><loc> </loc></url>", f"<url><loc>{SITE}<b/>/2</loc></url>"))
    assert [page.address for page in sitemap.pages] == [f"{SITE}/1"]
    assert [problem[:8] for problem in sitemap.unusable] == ["entry 2 ", "entry 3 ", "entry 4 "]
    assert sitemap.problem is None
    many = sitemap_of(urlset(*["<url/>"] * 5_000))
    assert len(many.unusable) == 1_001
    assert many.unusable[-1].startswith("4,000 more")


def test_two_addresses_in_one_entry_have_no_date_in_common():
    """If the tags between two entries are missing, the page of the date is unknown."""
    joined = f"<url><loc>{SITE}/1</loc><lastmod>2026-03-01</lastmod><loc>{SITE}/2</loc></url>"
    assert sitemap_of(urlset(joined)).pages == (SitemapPage(f"{SITE}/1"), SitemapPage(f"{SITE}/2"))


def test_an_index_and_a_sitemap_may_be_mixed():
    """The element of an address decides whether it is a page or a sitemap."""
    mixed = urlset(entry(1), f"<sitemap><loc>{SITE}/a.xml</loc></sitemap>", "<sitemap><loc>/b.xml</loc></sitemap>")
    document = read_document(mixed, f"{SITE}/maps/1.xml", "sitemap")
    assert (document.pages, document.documents) == ((f"{SITE}/1",), (f"{SITE}/a.xml", f"{SITE}/b.xml"))


def test_what_an_entry_says_is_kept_as_written():
    """Dates and titles come from the entry itself, not from its videos, and each can be missing."""
    fields = "<video:title>V</video:title><video:publication_date>2020-01-01</video:publication_date>"
    video = f"<video:video>{fields}</video:video>"
    body = urlset(
        entry(1, f"{video}{NEWS}<lastmod> 2026-03-02 </lastmod>"),
        entry(2, "<news:news><news:title><![CDATA[A <i>&</i> B]]></news:title></news:news>"),
        entry(3, "<n:news><n:publication_date>2026-03-01</n:publication_date></n:news>"),
        entry(4, video),
    )
    assert sitemap_of(body).pages == (
        SitemapPage(f"{SITE}/1", "2026-03-02", "2026-03-01", "T"),
        SitemapPage(f"{SITE}/2", title="A <i>&</i> B"),
        SitemapPage(f"{SITE}/3", published="2026-03-01"),
        SitemapPage(f"{SITE}/4"),
    )


def test_a_title_shows_where_a_character_is_lost():
    """People read titles, and can tolerate a visible gap."""
    title = "<news:title>A\x07B &nbsp;&#2; & C</news:title>"
    (page,) = sitemap_of(urlset(entry(1, f"<news:news>{title}</news:news>"))).pages
    assert page.title == "A\ufffdB \xa0\ufffd & C"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-01T13:00:05+01:00", datetime(2026, 3, 1, 13, 0, 5, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-01T12:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01 8:15:00 UTC", datetime(2026, 3, 1, 8, 15, tzinfo=UTC)),
        ("2026-03-01 12:00:00 +0100", datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-01t12:00:00.123456789z", datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2026/3/1", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:00:00 CST", datetime(2026, 3, 1, tzinfo=UTC)),  # of America, China or Cuba
        ("Sun, 01 Mar 2026 13:00:00 +0100", datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))),
        ("2026", None),
        ("2026-03", None),
        ("2026-02-30", None),
        ("01/03/2026", None),
        ("12", None),
        ("N/A", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_certain(written, at):
    """A year is not a day, and 01/03 may be January or March."""
    listings = read_document(urlset(entry(1, f"<lastmod>{written}</lastmod>")), SITE, "sitemap").listings
    found = listings[f"{SITE}/1"].changed_at if listings else None
    assert found == at
    assert at is None or found.utcoffset() == at.utcoffset()


def test_a_list_of_addresses_is_a_sitemap_too():
    """The protocol allows a list with an address on each line. A body that is neither list nor XML is a problem."""
    body = f"\ufeff{SITE}/1\n\n {SITE}/2 \r\nsoon\n".encode()
    document = read_document(body, SITE, "sitemap")
    assert document.pages == (f"{SITE}/1", f"{SITE}/2")
    assert document.unusable == ("the line 'soon' is not an http(s) address",)
    assert "is not a list" in problem_of(read_document(b"not found", SITE, "sitemap"))


@pytest.mark.parametrize("root", ["rss", "feed", "html", "URLSET"])
def test_another_document_is_no_sitemap(root):
    """An error page must not look like an empty sitemap."""
    assert f"its first element is <{root}>" in problem_of(
        sitemap_of(f"<{root}><image><url>x</url></image></{root}>".encode())
    )


def test_a_document_type_is_never_read(tmp_path):
    """It could insert a file of this machine into an address that is then requested."""
    (tmp_path / "secret").write_text("secret")
    outside = f'<!DOCTYPE urlset SYSTEM "file://{tmp_path}/secret">'.encode()
    assert sitemap_of(outside + urlset(entry(1)).partition(b"\n")[2]) == sitemap_of(urlset(entry(1)))
    for name in ("x SYSTEM", "% x SYSTEM", 'x PUBLIC "a>b"'):
        inside = f'<!DOCTYPE urlset "a>b" [<!ENTITY {name} "file://{tmp_path}/secret">]>'.encode()
        sitemap = sitemap_of(inside + f"<urlset>{entry('&x;')}{entry(1)}</urlset>".encode())
        assert "secret" not in str(sitemap)
        assert "document type" in problem_of(sitemap)
    late = sitemap_of(urlset(entry(1), f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>', entry("&x;")))
    assert [page.address for page in late.pages] == [f"{SITE}/1", f"{SITE}/&x;"]


@pytest.mark.parametrize(
    "body",
    [
        HEAD + "<url>" * 200_000,
        HEAD + "<a>" * 300_000,
        HEAD + "<!--" * 250_000,
        HEAD + "<![CDATA[" * 100_000,
        HEAD + "<url><loc>" + "&" * 900_000,
        HEAD + "<url><loc>" + "</" * 450_000,
        HEAD + "<url><loc>" + " " * 900_000 + "&</loc></url>",
        HEAD + "<url>" + "<loc>http://a/1</loc>" * 45_000 + "&</url>",
        HEAD + "<url>" + "x" * 5_000_000 + "</url>",
        HEAD + "".join(f"<p{number}:url/>" for number in range(50_000)),
        HEAD + "<url" + "".join(f' a{number}="b"' for number in range(70_000)) + "/>",
        "<?xml " * 100_000 + HEAD,
        "<!DOCTYPE " * 100_000 + HEAD,
    ],
    ids=lambda body: body.removeprefix(HEAD)[:12].strip(),
)
def test_a_hostile_sitemap_takes_no_longer_than_its_length(body):
    """The time must be linear in the length."""
    started = time.process_time()
    sitemap = sitemap_of(body.encode())
    assert time.process_time() - started < 15
    assert sitemap.problem
    assert len(sitemap.pages) <= 1


def test_limits_are_reported():
    """No entry needs a megabyte, and a sitemap full of faults is useless."""
    long = sitemap_of(urlset(entry(1), entry("x" * 1_000_001 + "&"), entry(3)))
    assert [page.address for page in long.pages] == [f"{SITE}/1", f"{SITE}/3"]
    assert long.unusable == ("entry 2 is too long",)
    assert "in entry 2 (it has 1,000,0" in problem_of(long)
    faults = problem_of(sitemap_of(urlset(*["<url>"] * 130_000)))
    assert faults.startswith("was read up to entry 1")
    assert "130,000" not in faults
    assert "(there are 1,000,231 characters)" in problem_of(sitemap_of(urlset(" " * 1_000_001)))


def test_the_sitemap_of_a_publisher_with_all_of_it():
    """Compressed only by its name, with a byte order mark, impossible days, a bare & and another prefix for news."""
    body = f"""\ufeff
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="{PROTOCOL}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> {SITE}/a </loc><lastmod>2024-02-30</lastmod></url>
<url><loc>{SITE}/b?x=1&y=2</loc><lastmod>N/A</lastmod></url>
<url><loc>{SITE}/c</loc><n:news><n:publication_date>2024-03-05T08:15:00+01:00</n:publication_date>
<n:title>Trams delayed &amp; delayed</n:title></n:news></url>
<url><loc>{SITE}/d</loc><n:news><n:publication_date>2024-03-06 08:15</n:publication_date></n:news></url>
</urlset>""".encode()
    document = read_document(body, f"{SITE}/sm-1.xml.gz", "sitemap")
    assert document.pages == (f"{SITE}/a", f"{SITE}/b?x=1&y=2", f"{SITE}/c", f"{SITE}/d")
    assert set(document.listings) == {f"{SITE}/c", f"{SITE}/d"}
    assert document.listings[f"{SITE}/c"].title == "Trams delayed & delayed"
    assert document.listings[f"{SITE}/c"].published.at == datetime(2024, 3, 5, 7, 15, tzinfo=UTC)
    assert document.listings[f"{SITE}/d"].published.precision == "minute"
    assert "except for a fault in entry 2" in problem_of(document)


ADDRESS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="<>&\ufffd"), max_size=12)
PAGE = st.tuples(
    ADDRESS, st.sampled_from(["", "<lastmod>2026-03-01</lastmod>", NEWS]), st.sampled_from(["", "\n", "  "])
)
DAMAGE = st.tuples(st.integers(0, 10**6), st.sampled_from(["replace", "insert", "delete"]), st.integers(0, 255))


def _made(pages):
    """Return a sitemap, and the end of each of its entries."""
    body, ends = HEAD.encode(), []
    for number, (path, more, blanks) in enumerate(pages):
        body += entry(f"{number}?{path}&amp;b", more).encode()
        ends.append(len(body))
        body += blanks.encode()
    return body + b"</urlset>", ends


@settings(deadline=None, max_examples=400)
@given(st.lists(PAGE, min_size=1, max_size=6), DAMAGE)
@example([("", "", "")] * 3, (len(HEAD) + 70, "replace", ord("<")))
def test_one_damaged_byte_costs_one_entry(pages, damage):
    """Earlier entries are unchanged, and at most a single entry is lost or changed."""
    body, ends = _made(pages)
    whole = sitemap_of(body)
    assert (len(whole.pages), whole.problem) == (len(pages), None)
    place, how, byte = damage
    place %= len(body)
    new = b"" if how == "delete" else bytes([byte])
    damaged = body[:place] + new + body[place + (how != "insert") :]
    assume(damaged != body)
    sitemap = read_sitemap(damaged)
    if sitemap is None:  # the first byte: no XML any more
        assert place == 0
        return
    before = sum(end <= place for end in ends)
    assert sitemap.pages[:before] == whole.pages[:before]
    known = [page for page in sitemap.pages if page in whole.pages]
    assert len(known) >= len(pages) - 1
    assert len(sitemap.pages) <= len(pages)
    if len(sitemap.pages) < len(pages):
        assert sitemap.problem


@settings(deadline=None, max_examples=150)
@given(st.lists(PAGE, min_size=1, max_size=6), st.integers(0, 10**6))
def test_a_sitemap_that_is_cut_keeps_what_is_whole(pages, place):
    """The first half of an address leads to another page, so it must not be kept."""
    body, ends = _made(pages)
    place = len(HEAD) + place % (len(body) - len(HEAD))
    sitemap = sitemap_of(body[:place])
    whole = sitemap_of(body).pages
    before = sum(end <= place for end in ends)
    assert sitemap.pages[:before] == whole[:before]
    assert {page.address for page in sitemap.pages} <= {page.address for page in whole}
    assert "cut off" in problem_of(sitemap)


PARTS = (
    f"<url> </url> <loc> </loc> {SITE}/1 <![CDATA[ ]]> <!-- --> & &#0; <? ?> < > \0 </urlset> <urlset> ]> "
    '<news:news> <x:url \udcff " <!DOCTYPE'
).split(" ")


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(PARTS).map(lambda part: part.encode("utf-8", "surrogateescape")) | st.binary(max_size=4)
    ),
    st.sampled_from([b"<urlset>", b"", b"\xff\xfe", b"<?xml version='1.0' encoding='utf-7'?><urlset>"]),
)
def test_any_parts_in_any_order_are_read(parts, start):
    """No sitemap may end the run, and its output must fit into a table."""
    document = read_document(start + b"".join(parts), SITE, "sitemap")
    assert isinstance(document, Document)
    str(document).encode()
