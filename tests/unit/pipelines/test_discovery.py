"""Discovery from feeds, sitemaps, sites and lists, from files and from a real server: every item has an outcome."""

import gzip
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from hearsay.errors import SourceError
from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Published
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.detection import kind_of_address, kind_of_bytes
from hearsay.pipelines.sources.documents import Document, read_document
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source
from tests.source_tools import ends, found, loopback, tools

SITE = "https://news.example"
SITEMAP_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
RSS = f"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>News</title>
<item><title>One</title><link>{SITE}/1</link></item>
<item><title>Two</title><link>/2</link></item>
<item><title>Three</title><guid isPermaLink="true">{SITE}/3</guid></item>
<item><title>None</title></item>
</channel></rss>""".encode()
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>One</title><link rel="alternate" href="{SITE}/1"/><link rel="edit" href="{SITE}/edit"/></entry>
</feed>""".encode()
RDF = f"""<?xml version="1.0"?><!-- made by hand --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><item rdf:about="{SITE}/1"><title>One</title><link>{SITE}/1</link></item>
</rdf:RDF>""".encode()
OLD = f'<rss version="0.91"><channel><item><title>One</title><link>{SITE}/1</link></item></channel></rss>'.encode()
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": f"{SITE}/1"}, {"id": 2}, 3]}
).encode()


def urlset(*addresses):
    return f"<urlset {SITEMAP_NS}>{''.join(f'<url><loc>{one}</loc></url>' for one in addresses)}</urlset>".encode()


def index(*addresses):
    parts = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<sitemapindex {SITEMAP_NS}>{parts}</sitemapindex>".encode()


@pytest.fixture(scope="module")
def one_server():
    with HTTPServer(host="127.0.0.1") as server:
        yield server


@pytest.fixture
def server(one_server):
    one_server.clear()
    return one_server


def serve(server, **pages):
    """Serve pages by name, and return the address of each."""
    for name, page in pages.items():
        server.expect_request(f"/{name}").respond_with_data(page, content_type="application/octet-stream")
    return {name: server.url_for(f"/{name}") for name in pages}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "feed"),
        (ATOM, "feed"),
        (RDF, "feed"),
        (OLD, "feed"),
        (JSON_FEED, "feed"),
        (gzip.compress(RSS, mtime=0), "feed"),
        (b"\xef\xbb\xbf\n" + RSS, "feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]>' + OLD, "feed"),
        (urlset(SITE), "sitemap"),
        (index(SITE), "sitemap"),
        (f"# mine\n{SITE}/1\n\n{SITE}/2".encode(), "urls"),
        (f"{SITE}/1 is where it stands".encode(), "page"),
        (b"<html><body>an <rss> is a feed", "page"),
        (b'{"url": "https://jsonfeed.org/"}', "page"),
        (b"", "page"),
        (b"#", "page"),
        (b"<!--" * 2000, "page"),
        (b"<!-- --> " * 400 + b"<p>", "page"),
        (b"<!-- -->" * 30 + RSS, "feed"),
        (b"<?xml" + b" " * 5000, "page"),
    ],
)
def test_lists_of_pages_are_detected_by_their_bytes(body, kind):
    """Servers send feeds as text/html and sitemaps as bytes, and a page about feeds is not a feed.

    Detection must be fast.
    """
    started = time.process_time()
    assert kind_of_bytes(body[:4096]).name == kind
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (SITE, "site"),
        (f"{SITE}/", "site"),
        (f"{SITE}/?p=7", "page"),
        (f"{SITE}/2026/story.html", "page"),
        (f"{SITE}/feed/", None),
        (f"{SITE}/rss", None),
        (f"{SITE}/world.rss", None),
        (f"{SITE}/sitemap_news.xml.gz", None),
        (f"{SITE}/feedback", "page"),
        ("https://[bad", "page"),
    ],
)
def test_only_addresses_that_may_be_lists_are_fetched_for_detection(address, kind):
    """A thousand pages on the command line must not be fetched in sequence to find a feed among them."""
    detected = kind_of_address(address)
    assert (detected and detected.name) == kind


@pytest.mark.parametrize(
    ("body", "pages"),
    [(RSS, ["/1", "/2", "/3"]), (ATOM, ["/1"]), (RDF, ["/1"]), (OLD, ["/1"]), (JSON_FEED, ["/1"])],
)
def test_feeds_of_every_kind_give_their_pages(body, pages):
    """RSS 0.91 and 2.0, RDF, Atom and JSON Feed; a relative link is relative to the feed's address."""
    assert read_document(body, f"{SITE}/feed", "feed").pages == tuple(SITE + page for page in pages)


def test_an_item_without_an_address_ends_in_the_ledger(tmp_path):
    """The item is news that cannot be fetched, so it must not vanish."""
    (tmp_path / "feed.xml").write_bytes(RSS.replace(b">/2<", b">ftp://news.example/2<"))
    inputs = found(tmp_path / "feed.xml")
    no_address = ("rejected", "no_address")
    assert ends(inputs) == [f"{SITE}/1", no_address, f"{SITE}/3", no_address]
    assert "'None' has no link" in inputs[3].outcome.detail


def test_sitemaps_give_their_pages():
    """Plain, for news, compressed, in another charset, and without the namespace that the protocol requires."""
    news = (
        f'<urlset {SITEMAP_NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{SITE}/ä</loc>'
        "<news:news><news:publication_date>2026-03-01</news:publication_date><news:title>T</news:title></news:news></url></urlset>"
    )
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + news.encode("latin-1")
    for body in (news.encode(), gzip.compress(news.encode()), latin, news.replace(SITEMAP_NS, "").encode()):
        listing = Listing("T", Published(datetime(2026, 3, 1, tzinfo=UTC), "feed", "day"))
        assert read_document(body, SITE, "sitemap") == Document((f"{SITE}/ä",), listings={f"{SITE}/ä": listing})
    assert read_document(index(f"{SITE}/a.xml"), SITE, "sitemap") == Document(documents=(f"{SITE}/a.xml",))


def _bomb(root):
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>{root}'.encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            _bomb(
                f"<rss version='2.0'><channel><item><title>&e9;</title><link>{SITE}/1</link></item></channel></rss>"
            ),
            "feed",
        ),
        (_bomb(f"<urlset {SITEMAP_NS}><url><loc>{SITE}/&e9;</loc></url></urlset>"), "sitemap"),
        (gzip.compress(b"<rss>" + b" " * 53_000_000, mtime=0), "feed"),
        (b"<rss version='2.0'><channel>" + b"<item>" * 2_000, "feed"),
        (b"[" * 200_000, "feed"),
        (b'{"x":' * 100_000 + b'"https://jsonfeed.org/version/1"', "feed"),
        (b"<html><p>Not found", "sitemap"),
        (b"<html><p>Not found", "feed"),
        (b"<html><p>Not found", "urls"),
        (b"\x1f\x8b rubbish", "sitemap"),
        (b"", "feed"),
        (b"", "sitemap"),
    ],
)
def test_a_hostile_document_is_a_problem_soon(body, kind):
    """Entities that grow, endless nesting, or a login page in place of the feed must fail fast."""
    started = time.process_time()
    document = read_document(body, SITE, kind)
    assert time.process_time() - started < 5
    assert document.problem or document.pages == (f"{SITE}/1",)
    assert sum(map(len, document.pages)) < 100


def test_an_entity_never_brings_in_a_file(tmp_path):
    """A feed must not be able to copy files of this machine into an address that is then requested."""
    (tmp_path / "secret").write_text("secret")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    body = f'{doctype}<rss version="2.0"><channel><item><link>{SITE}/&x;</link></item></channel></rss>'.encode()
    assert "secret" not in str(read_document(body, SITE, "feed"))


@pytest.mark.parametrize(("body", "kind"), [(RSS, "feed"), (urlset(f"{SITE}/1", f"{SITE}/2"), "sitemap")])
def test_a_document_that_is_cut_off_keeps_what_was_read(body, kind):
    """The problem must be reported, because otherwise the cut looks like a quiet day."""
    document = read_document(body[: body.find(b"/2") - 10], SITE, kind)
    assert document.pages[:1] == (f"{SITE}/1",)
    assert "cut off" in (document.problem or "") or "fault" in (document.problem or "")


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss version='2.0'>", b"<urlset>", b"{", b"<feed>"]))
def test_any_bytes_give_a_document(rest, start):
    """No feed may end the run."""
    for kind in ("feed", "sitemap", "site", "urls"):
        assert isinstance(read_document(start + rest, SITE, kind), Document)


def test_an_index_is_followed_and_loops_end(server):
    """The index is nested and compressed, names itself and its parent, repeats a page, and has a missing part."""
    at = {name: server.url_for(f"/{name}") for name in ("index", "inner", "a", "b", "gone")}
    serve(
        server,
        index=index(at["index"], at["inner"], at["a"], at["gone"]),
        inner=index(at["index"], at["b"], at["a"] + "#again"),
        a=gzip.compress(urlset(f"{SITE}/1", f"{SITE}/2")),
        b=urlset(f"{SITE}/2#top", f"{SITE}/3"),
    )
    inputs = found(at["index"], kind="sitemap", fetch=loopback)
    assert ends(inputs) == [
        f"{SITE}/1",
        f"{SITE}/2",
        ("failed", "broken_document"),
        ("duplicate", "same_address"),
        f"{SITE}/3",
    ]
    assert inputs[2].given == at["gone"]
    assert "could not be fetched" in inputs[2].outcome.detail


def test_endless_sites_are_capped(server):
    """A site can generate sitemaps and pages without end."""
    at = server.url_for("/")
    asked = []

    def endless(request):
        from werkzeug import Response

        asked.append(request.path)
        return Response(index(f"{at}sitemap{len(asked)}.xml", f"{at}sitemap-{len(asked)}.xml"))

    server.expect_request("/sitemap.xml").respond_with_handler(endless)
    for number in range(30):
        for sign in ("", "-"):
            server.expect_request(f"/sitemap{sign}{number}.xml").respond_with_handler(endless)
    inputs = found(f"{at}sitemap.xml", fetch=loopback, most_documents=8)
    assert len(asked) == 8
    assert set(ends(inputs)) == {("failed", "too_many_documents")}
    serve(server, many=urlset(*(f"{SITE}/{number}" for number in range(50))))
    inputs = found(server.url_for("/many"), kind="sitemap", fetch=loopback, most_pages=10)
    assert ends(inputs) == [*(f"{SITE}/{number}" for number in range(10)), ("failed", "too_many_pages")]


def test_a_site_gives_its_feeds_or_otherwise_its_sitemaps(server):
    """A feed reader looks for feeds first, and a search engine for sitemaps."""
    links = (
        '<base href="/x/"><link rel="alternate" type="application/rss+xml" href="../feed"><link rel="icon" href="i">'
    )
    serve(server, feed=RSS.replace(b">/2<", f">{SITE}/2<".encode()), map=urlset(f"{SITE}/9"))
    server.expect_ordered_request("/").respond_with_data(f"<html><head>{links}</head>")
    inputs = found(server.url_for("/"), fetch=loopback)
    assert ends(inputs) == [f"{SITE}/1", f"{SITE}/2", f"{SITE}/3", ("rejected", "no_address")]
    server.clear()
    serve(server, map=urlset(f"{SITE}/9"), **{"robots.txt": f"User-agent: *\nSitemap: {server.url_for('/map')}\n"})
    server.expect_request("/").respond_with_data("<html><p>Welcome")
    assert ends(found(server.url_for("/"), fetch=loopback)) == [f"{SITE}/9"]
    server.clear()
    server.expect_request("/").respond_with_data("<html><p>Welcome")
    (one,) = found(server.url_for("/"), fetch=loopback)
    assert "name its feed, or use --as page" in one.outcome.detail
    serve(server, **{"robots.txt": b"\xff\x00 rubbish"})
    (one,) = found(server.url_for("/"), fetch=loopback)
    assert "its robots.txt no sitemap" in one.outcome.detail


def test_an_address_that_turns_out_to_be_a_page_is_not_fetched_again(server):
    """The address looked like a feed. Its fetched bytes must be passed on."""
    server.expect_oneshot_request("/feed").respond_with_data(b"<html><p>x", content_type="text/html; charset=utf-8")
    (one,) = found(server.url_for("/feed"), fetch=loopback)
    assert (one.address, one.fetched.body) == (server.url_for("/feed"), b"<html><p>x")
    assert one.fetched.validators is not None


def test_a_feed_that_cannot_be_fetched_fails(server):
    """A page would be rejected. The contents of a list are unknown, so the failure needs attention."""
    server.expect_request("/feed").respond_with_data("gone", status=404)
    assert ends(found(server.url_for("/feed"), fetch=loopback)) == [("failed", "http_status")]


def test_a_list_is_read_line_by_line(tmp_path):
    """A list can have any length, and comments are for people."""
    file = tmp_path / "addresses.txt"
    file.write_text(f"\ufeff# mine\n\n{SITE}/1\n  {SITE}/2  \r\n{SITE}/1#top\n")
    assert ends(found(file)) == [f"{SITE}/1", f"{SITE}/2", ("duplicate", "same_address")]
    assert ends(found("-", f"{SITE}/1\nnot one".encode(), kind="urls")) == [f"{SITE}/1", ("rejected", "no_address")]


def test_a_list_may_be_packed(tmp_path):
    """The kind was detected from decompressed bytes, so the list must be decompressed too."""
    (tmp_path / "addresses.gz").write_bytes(gzip.compress(f"{SITE}/1\n".encode()))
    assert ends(found(tmp_path / "addresses.gz")) == [f"{SITE}/1"]


def test_an_item_that_no_table_could_hold_does_not_lose_the_others(tmp_path):
    """A lone surrogate in an address would break the ledger of the chunk, and a stray bracket the whole feed."""
    links = ["https://[bad", f"{SITE}/\ud800", f"{SITE}/\x00", f"{SITE}/1"]
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"url": link} for link in links]}
    (tmp_path / "feed.json").write_text(json.dumps(feed))
    inputs = found(tmp_path / "feed.json")
    assert ends(inputs) == ["https://[bad", *[("rejected", "no_address")] * 2, f"{SITE}/1"]
    for one in inputs:
        (one.given + str(one)).encode()


def test_nothing_is_fetched_because_a_folder_holds_a_feed(tmp_path):
    """Saved pages are read without a network. Only a feed that the user names may start fetches."""
    (tmp_path / "a.xml").write_bytes(RSS)
    assert ends(found(tmp_path)) == ["page"]
    assert ends(found(tmp_path / "a.xml"))[0] == f"{SITE}/1"
    assert ends(found(tmp_path, kind="feed"))[0] == f"{SITE}/1"


def test_an_item_of_two_feeds_is_fetched_once(tmp_path):
    """A newspaper lists a story under World and under Top."""
    for name in ("world.xml", "top.xml"):
        (tmp_path / name).write_bytes(OLD)
    sources = [Source(str(tmp_path / "world.xml")), Source(str(tmp_path / "top.xml")), Source(f"{SITE}/1")]
    assert ends(find_inputs(sources, tools())) == [f"{SITE}/1", *[("duplicate", "same_address")] * 2]


def test_a_site_is_an_address(tmp_path):
    """A folder is not a site."""
    with pytest.raises(SourceError, match="name a site by its address"):
        check_sources([Source(str(tmp_path), "site")])
