"""Fetching from hostile servers: every fault has its own reason, and takes limited time and memory."""

import gzip
import ipaddress
import itertools
import socket
import ssl
import sys
import time
import tracemalloc
import zlib

import brotli
import httpcore
import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import host_of, is_public, parse_address
from hearsay.pipelines.fetch.credentials import without_credentials
from hearsay.pipelines.fetch.encodings import decode_body
from hearsay.pipelines.records import Capture, Failure, Rejection
from tests.loopback import Loopback, answer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"Mara Voss said so. " * 500
PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:]),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}


def _bare_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.fixture
def get(fetch):
    """Return fetch() without robots.txt, which these tests do not need."""
    return lambda url, **limits: fetch(url, **({"obey_robots": False} | limits))


# --- encodings


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_every_accepted_encoding_is_decoded(server, get, name, step):
    """The size of the pieces must not matter, and two gzip members are a single content."""
    data = PACKED[name]
    head = answer(Content_Encoding=name.upper(), Content_Length=str(len(data)))
    server.pages["/a"] = lambda _: itertools.chain([head], (data[at : at + step] for at in range(0, len(data), step)))
    assert get(server.url("/a")).body == TEXT
    assert set(server.log[0].headers["accept-encoding"].split(", ")) == {"gzip", "deflate", "br", "zstd"}


def test_encodings_in_layers_and_bare_deflate(server, get):
    """Layers are rare but valid; bare deflate is invalid but common."""
    server.pages["/layers"] = answer(brotli.compress(PACKED["gzip"]), Content_Encoding="gzip, br")
    server.pages["/bare"] = answer(_bare_deflate(TEXT), Content_Encoding="deflate")
    server.pages["/none"] = answer(TEXT, Content_Encoding="identity")
    server.pages["/empty"] = answer(b"", Content_Encoding="gzip")
    server.pages["/more"] = answer(PACKED["gzip"] + b"\0\0\0", Content_Encoding="gzip")
    assert [get(server.url(path)).body for path in ("/layers", "/bare", "/none", "/empty", "/more")] == [
        TEXT,
        TEXT,
        TEXT,
        b"",
        TEXT,
    ]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_nothing_is_packed_as_nothing(name):
    """Some servers name an encoding and send an empty body, which is not valid in that encoding."""
    assert decode_body([b""], name, 1000) == (b"", False)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_what_comes_after_the_end_is_ignored(name):
    """Browsers ignore these bytes too; some proxies append blanks."""
    assert decode_body([PACKED[name], b" \n", b" \n"], name, 100_000).content == TEXT


def test_two_frames_of_zstd_are_one_content():
    """RFC 8878, 3.1, in pieces of any size."""
    frames = zstd.compress(TEXT[:5000]) + zstd.compress(TEXT[5000:])
    for step in (1, 1000, len(frames)):
        pieces = [frames[at : at + step] for at in range(0, len(frames), step)]
        assert decode_body(pieces, "zstd", 100_000).content == TEXT


@pytest.mark.parametrize("name", PACKED)
def test_packed_content_that_is_cut_off_is_a_failure(server, get, name):
    """Half a page must not look like a short page, even if its declared length is right."""
    server.pages["/a"] = answer(PACKED[name][:-5], Content_Encoding=name)
    found = get(server.url("/a"))
    assert isinstance(found, Failure)
    assert found.reason == "cut_off"


@pytest.mark.parametrize("name", [*PACKED, "compress", "gzip, gzip, gzip, gzip"])
def test_content_that_is_not_what_it_says(server, get, name):
    """The encoding must neither be guessed nor ignored."""
    server.pages["/a"] = answer(b"<p>plain, in truth" * 9, Content_Encoding=name)
    found = get(server.url("/a"))
    assert isinstance(found, Failure)
    assert found.reason == "bad_encoding"


ZEROS = b"\0" * 50_000_000
BOMBS = {
    "gzip": lambda: gzip.compress(ZEROS),
    "deflate": lambda: zlib.compress(ZEROS),
    "br": lambda: brotli.compress(ZEROS, quality=5),
    "zstd": lambda: zstd.compress(ZEROS),
    "gzip, gzip": lambda: gzip.compress(gzip.compress(ZEROS)),
    "br, gzip": lambda: gzip.compress(brotli.compress(ZEROS, quality=5)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_while_it_comes(server, get, name):
    """A few kilobytes that expand to 50 MB must not be held in memory."""
    server.pages["/a"] = answer(BOMBS[name](), Content_Encoding=name)
    tracemalloc.start()
    try:
        found = get(server.url("/a"), max_bytes=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(found, Rejection)
    assert found.reason == "too_big"
    assert "1,000,000 bytes" in found.detail
    assert peak < 8_000_000


def test_a_bomb_between_two_encodings_is_stopped_too(server, get):
    """The outer result is empty, so the limit of the page alone would never stop it."""
    inner = gzip.compress(b"") * 3_000_000  # 60 MB of members, each of which holds nothing
    server.pages["/a"] = answer(gzip.compress(inner, 9), Content_Encoding="gzip, gzip")
    assert get(server.url("/a"), max_bytes=1_000_000).reason == "too_big"


def test_a_window_of_zstd_larger_than_the_web_allows_is_refused(server, get):
    """The limit is 8 MB (RFC 9659). A frame can ask for gigabytes before its first byte."""
    options = {int(zstd.CompressionParameter.window_log): 27, int(zstd.CompressionParameter.content_size_flag): 0}
    packer = zstd.ZstdCompressor(options=options)
    server.pages["/a"] = answer(packer.compress(TEXT) + packer.flush(), Content_Encoding="zstd")
    assert get(server.url("/a")).reason == "bad_encoding"


def test_the_body_of_an_error_page_is_not_read(server, get):
    """A missing page is rejected as such, even if its error page is broken."""
    server.pages["/a"] = answer(b"no gzip", status="404 Not Found", Content_Encoding="gzip", Content_Length="99")
    assert isinstance(get(server.url("/a")), Rejection)


# --- sizes and lengths


def test_a_page_without_end_is_stopped_at_the_cap(server, get):
    """An uncompressed page has the same limit."""
    server.pages["/a"] = lambda _: itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(b"x" * 50_000))
    assert get(server.url("/a"), max_bytes=200_000).reason == "too_big"


def test_the_cap_itself_is_allowed(server, get):
    """A page with exactly the limit is valid; a further byte makes it too big."""
    server.pages["/fits"], server.pages["/not"] = answer(b"x" * 1000), answer(b"x" * 1001)
    assert isinstance(get(server.url("/fits"), max_bytes=1000), Capture)
    assert get(server.url("/not"), max_bytes=1000).reason == "too_big"


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>half"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<p>half\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<p>half"],
        [b"HTTP/1.1 200 OK\r\nContent-Le"],
        [],
    ],
)
def test_a_page_that_is_cut_off_is_a_failure_and_tried_again(server, get, pieces):
    """The declared length is too large. Half a page must not look like a short page."""
    server.pages["/a"] = lambda _: iter(pieces)
    found = get(server.url("/a"), attempts=2)
    assert isinstance(found, Failure)
    assert found.reason == "cut_off"
    assert server.targets == ["/a", "/a"]
    replies = iter([iter(pieces), answer(b"<p>whole")])
    server.pages["/a"] = lambda _: next(replies)
    assert get(server.url("/a"), attempts=2).body == b"<p>whole"


def test_a_length_that_lies_downwards_does_not_spoil_the_next_page(server, get, fake_time):
    """A message ends at its declared length (RFC 9112, 6.3). Further bytes are not the answer to the next request."""
    smuggled = answer(b"smuggled")
    server.pages["/a"] = answer(b"<p>page</p>" + smuggled, Content_Length="11")
    server.pages["/b"] = answer(b"<p>other")
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow:" + smuggled, Content_Length="23")
    assert get(server.url("/a"), obey_robots=True).body == b"<p>page</p>"
    assert get(server.url("/b"), obey_robots=True).body == b"<p>other"


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello",
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Flood: " + b"x" * 2_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Flood: x\r\n" * 200_000 + b"\r\n",
    ],
    ids=["two lengths", "negative", "bad chunk", "no HTTP", "long header", "many headers"],
)
def test_invalid_http_has_its_own_reason(server, get, reply):
    """All headers together are limited to 100 kB."""
    server.pages["/a"] = lambda _: iter([reply])
    found = get(server.url("/a"), attempts=3)
    assert isinstance(found, Failure)
    assert found.reason == "bad_answer"
    assert server.targets == ["/a"]


# --- time


def _drip(head, piece):
    def reply(_):
        yield head
        while True:
            time.sleep(0.05)
            yield piece

    return reply


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + PACKED["gzip"][:10], b""),
    ],
    ids=["body", "header", "hundred times 102", "nothing more"],
)
def test_a_slow_server_is_stopped_at_the_total_time(server, get, head, piece):
    """Every read is fast enough, so only the total time over all attempts can end it."""
    server.pages["/a"] = _drip(head, piece)
    started = time.monotonic()
    found = get(server.url("/a"), total_seconds=0.5, timeout_seconds=10, attempts=3)
    assert time.monotonic() - started < 8
    assert isinstance(found, Failure)
    assert found.reason in {"too_slow", "no_answer"}
    assert server.url("/a") in found.detail


def test_a_silent_server_is_tried_again(server, get):
    """The number of requests is the number of attempts."""

    def silent(_):
        time.sleep(2)
        return iter([b""])

    server.pages["/a"] = silent
    assert get(server.url("/a"), timeout_seconds=0.3, attempts=2).reason == "no_answer"
    until = time.monotonic() + 10
    while server.connections < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert server.connections == 2


# --- redirects


def test_redirect_loops_are_named_as_such(server, get):
    """A long chain and a loop are different faults."""
    server.pages["/a"] = answer(status="302 Found", Location="/b")
    server.pages["/b"] = answer(status="301 Moved", Location="/a#top")
    found = get(server.url("/a"))
    assert found.reason == "redirect_loop"
    assert f"{server.url('/b')} redirects back to {server.url('/a')}" in found.detail
    assert server.targets == ["/a", "/b"]


def test_redirects_are_capped(server, get):
    """A server can redirect to new addresses without end."""
    for number in range(20):
        server.pages[f"/{number}"] = answer(status="307 Elsewhere", Location=f"{number + 1}?")
        server.pages[f"/{number}?"] = server.pages[f"/{number}"]
    found = get(server.url("/0"), max_redirects=5)
    assert found.reason == "too_many_redirects"
    assert len(server.log) == 6


def test_the_final_address_is_the_one_that_answered(server, other_server, get):
    """Redirects may be relative, have dots, or lead to another host."""
    server.pages["/x/a"] = answer(status="303 See Other", Location="../b?c=1#d")
    server.pages["/b?c=1"] = answer(status="308 Moved", Location=other_server.url("/f%C3%BCr"))
    other_server.pages["/f%C3%BCr"] = answer(b"page")
    found = get(server.url("/x/a"))
    assert (found.url, found.final_url) == (server.url("/x/a"), other_server.url("/f%C3%BCr"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://[::1", "javascript:1"])
def test_a_redirect_to_no_web_address_is_refused(server, get, target):
    """hearsay only speaks http and https."""
    server.pages["/a"] = answer(status="302 Found", Location=target)
    assert get(server.url("/a")).reason == "bad_address"


# --- private addresses


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255
    198.18.0.1 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1
    64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:db8::1 2001::1 100::1""".split(),
)
def test_what_is_not_global_is_private(address):
    """An IPv6 address that wraps a private IPv4 address is private too."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_what_is_global_is_public(address):
    """The rule must not block the web."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("obey_robots", [True, False])
def test_private_addresses_are_not_asked_in_any_spelling(server, fetch, host, obey_robots):
    """A link on a page must not reach services of this machine."""
    server.pages["/a"] = answer(b"secret")
    found = fetch(server.url("/a", host), allow_private=False, obey_robots=obey_robots)
    assert isinstance(found, Failure)
    assert found.reason == "private_address"
    assert server.connections == 0


@pytest.mark.parametrize("obey_robots", [True, False])
def test_a_redirect_to_a_private_address_is_refused(server, other_server, fetch, obey_robots):
    """A single network can be allowed without the others; the message must say how."""
    server.pages["/a"] = answer(status="302 Found", Location=other_server.url("/secret"))
    found = fetch(server.url("/a"), allow_private=("127.0.0.1/32",), obey_robots=obey_robots)
    assert found.reason == "private_address"
    assert 'allow_private = ["127.0.0.2"]' in found.detail
    assert other_server.connections == 0


def test_a_name_is_looked_up_once_and_connected_to_as_checked(server, other_server, get, monkeypatch):
    """DNS rebinding: the second answer for the same name is a private address."""
    server.pages["/a"] = other_server.pages["/a"] = answer(b"secret")
    real, addresses = socket.getaddrinfo, iter(["127.0.0.1", "127.0.0.2"])

    def rebinding(host, *arguments, **options):
        return real(next(addresses) if host == "rebind.example" else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = server.url("/a", "rebind.example")
    assert isinstance(get(url, allow_private=("127.0.0.1",)), Capture)
    assert server.log[0].headers["host"] == f"rebind.example:{server.port}"
    assert get(url, allow_private=("127.0.0.1",)).reason == "private_address"
    assert other_server.connections == 0


def test_one_private_address_of_several_refuses_the_host(server, get, monkeypatch):
    """A host with mixed addresses must not choose the address that is used."""
    real = socket.getaddrinfo

    def mixed(host, *arguments, **options):
        if host != "mixed.example":
            return real(host, *arguments, **options)
        return real("93.184.215.14", *arguments, **options) + real("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    assert get(server.url("/a", "mixed.example"), allow_private=False).reason == "private_address"


def test_tls_names_the_host_and_checks_its_certificate(get, monkeypatch):
    """A connection by number must not weaken TLS."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(tls)
    named = []
    tls.sni_callback = lambda _socket, name, _context: named.append(name)
    trusted = httpcore.default_ssl_context()
    authority.configure_trust(trusted)
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *arguments, **options: real(
            "127.0.0.1" if host.endswith(".example") else host, *arguments, **options
        ),
    )
    with Loopback(tls=tls) as server:
        server.pages["/a"] = answer(b"page")
        assert isinstance(get(server.url("/a", "news.example"), trusted=trusted), Capture)
        assert named == ["news.example"]
        found = get(server.url("/a", "other.example"), trusted=trusted)
        assert found.reason == "unreachable"
        assert "certificate verify failed" in found.detail


# --- cookies, credentials, addresses


def test_cookies_are_never_sent(server, other_server, get):
    """No cookie is stored, so no host can receive one, not even its own."""
    server.pages["/a"] = answer(status="302 Found", Location="/b", Set_Cookie="id=1; Path=/")
    server.pages["/b"] = answer(status="302 Found", Location=other_server.url("/c"), Set_Cookie="id=2; Path=/")
    other_server.pages["/c"] = answer(b"page")
    assert isinstance(get(server.url("/a")), Capture)
    assert all("cookie" not in asked.headers for asked in server.log + other_server.log)


def test_credentials_go_to_their_own_origin_alone(server, other_server, get):
    """Credentials in a redirect are not used at all."""
    server.pages["/a"] = answer(status="302 Found", Location="/b")
    server.pages["/b"] = answer(status="302 Found", Location=other_server.url("/c").replace("//", "//x:y@"))
    other_server.pages["/c"] = answer(b"page")
    found = get(server.url("/a").replace("//", "//jo:s%3Acret@"))
    assert (found.url, found.final_url) == (server.url("/a"), other_server.url("/c"))
    assert [asked.headers.get("authorization") for asked in server.log] == ["Basic am86czpjcmV0"] * 2
    assert "authorization" not in other_server.log[0].headers


@pytest.mark.parametrize("url", ["http://jo:s3cret@127.0.0.9:9/a", "http://jo:s3cret@[::1/a", "http://jo:s3cret@/"])
def test_no_message_contains_a_password(get, url):
    """Messages are stored in the ledger, the log and the receipt."""
    found = get(url)
    assert isinstance(found, Failure)
    assert "s3cret" not in found.detail


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://jo:s3cret@news.example/a@b", "https://news.example/a@b"),
        ("HTTPS://jo@news.example", "HTTPS://news.example"),
        ("https://a:b@c@news.example/", "https://news.example/"),
        (
            "urls.txt:4 http://a:b@news.example/ no http://c:d@x.example",
            "urls.txt:4 http://news.example/ no http://x.example",
        ),
        ("https://news.example/?mail=a@b.example", "https://news.example/?mail=a@b.example"),
        ("folder/a@b.html", "folder/a@b.html"),
    ],
)
def test_credentials_are_taken_out_of_any_text(text, shown):
    """The address may be inside a longer text."""
    assert without_credentials(text) == shown


@pytest.mark.parametrize(
    "url", ["", "http://", "http://a b.example/", "http://x:99999/", "http://x:0/", "ftp://x/", "nö"]
)
def test_an_invalid_address_has_its_own_reason(get, url):
    """A list of addresses can hold anything."""
    assert get(url).reason == "bad_address"
    assert host_of(url) == ""


def test_an_address_is_asked_for_in_one_form():
    """The case of the host, an umlaut, a fragment and a trailing blank must not make a second page."""
    assert str(parse_address("HTTPS://Bücher.Example:443/ä b#c ")) == "https://xn--bcher-kva.example/%C3%A4%20b"
    with pytest.raises(FetchError):
        parse_address("https://exa\nmple/")


STATUSES = st.sampled_from(
    ["200 OK", "301 Moved", "304 Same", "429 Often", "503 Busy", "999 ?", "100 Go", "101 Up", "204 No"]
)
NAMES = st.sampled_from(
    [
        "Location",
        "Retry-After",
        "Content-Encoding",
        "Content-Length",
        "Transfer-Encoding",
        "ETag",
        "Content-Type",
        "X",
    ]
)
ADDRESSES = st.sampled_from(
    ["/a", "//", "http://[", "http://.x/", "http://x..y/", "http://xn--/", "?\x80", "#", "http:///"]
)
VALUES = st.one_of(
    ADDRESSES,
    st.sampled_from(["5", "-1", "1e9", "nan", "gzip", "br", "zstd", "deflate", "gzip, br", "chunked", "Fri, 99 Foo"]),
    st.text(st.characters(max_codepoint=255), max_size=20),
)
BODIES = st.one_of(st.binary(max_size=50), st.sampled_from([*PACKED.values(), b"5\r\nhello\r\n0\r\n\r\n"]))


@given(STATUSES, st.lists(st.tuples(NAMES, VALUES), max_size=4), BODIES, st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_sends_has_an_outcome(server, get, status, headers, body, obey_robots):
    """A single unexpected exception would fail the whole chunk."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    raw = f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body
    server.pages["/a"] = server.pages["/robots.txt"] = lambda _: iter([raw])
    found = get(server.url("/a"), obey_robots=obey_robots, timeout_seconds=1, total_seconds=2)
    assert isinstance(found, Capture | Rejection | Failure)
    assert isinstance(found, Capture) or (found.reason and found.detail)
