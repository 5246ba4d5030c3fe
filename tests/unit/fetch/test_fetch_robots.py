"""robots.txt is fetched once for each origin and run, and obeyed even if it cannot be fetched."""

import time
from functools import partial

import pytest

from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.hosts import Hosts, Robots
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.robots import sitemaps_of
from hearsay.pipelines.records import Capture, Failure, Rejection
from tests.loopback import answer
from tests.unit.fetch.conftest import NO_TRUST

AGENT = "hearsay/0.3 (news research)"


def test_what_is_disallowed_is_rejected_and_never_asked_for(server, fetch):
    """hearsay must not request a page to find out that it is disallowed."""
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private/\nAllow: /private/open\n")
    server.pages["/private/open"] = server.pages["/free"] = answer(b"page")
    found = fetch(server.url("/private/a"))
    assert isinstance(found, Rejection)
    assert found.reason == "robots"
    assert server.url("/robots.txt") in found.detail
    assert isinstance(fetch(server.url("/private/open")), Capture)
    assert isinstance(fetch(server.url("/free")), Capture)
    assert server.targets == ["/robots.txt", "/private/open", "/free"]


def test_robots_txt_itself_is_always_allowed(server, fetch):
    """It names the sitemaps, even if its rules disallow everything else (RFC 9309, 2.2.2)."""
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /*.txt$\n")
    assert isinstance(fetch(server.url("/robots.txt")), Capture)
    assert fetch(server.url("/a.txt")).reason == "robots"


def test_rules_for_us_win_over_those_for_everybody(server, fetch):
    """If a group names the product, only this group counts (RFC 9309, 2.2.1)."""
    server.pages["/robots.txt"] = answer(
        b"User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: HearSay/0.1 # us\nDisallow: /drafts\n"
    )
    server.pages["/a"] = server.pages["/drafts"] = answer(b"page")
    assert isinstance(fetch(server.url("/a"), user_agent=AGENT), Capture)
    assert fetch(server.url("/drafts"), user_agent=AGENT).reason == "robots"
    assert fetch(server.url("/a"), user_agent="somebody/2").reason == "robots"


def test_every_hop_of_a_redirect_is_checked(server, other_server, fetch):
    """A redirect must not bypass the rules of its target."""
    other_server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /")
    server.pages["/away"] = answer(status="302 Found", Location=other_server.url("/page"))
    assert fetch(server.url("/away")).reason == "robots"
    assert other_server.targets == ["/robots.txt"]


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_without_a_robots_txt_everything_is_allowed(server, fetch, status):
    """RFC 9309, 2.3.1.3: without a robots.txt, everything is allowed."""
    server.pages["/robots.txt"] = answer(status=status)
    server.pages["/a"] = answer(b"page")
    assert isinstance(fetch(server.url("/a")), Capture)


@pytest.mark.parametrize(
    "status", ["500 Broken", "501 Not Implemented", "503 Busy", "429 Too Many Requests", "520 Odd"]
)
def test_a_host_with_unreachable_rules_gets_no_requests(server, fetch, status):
    """RFC 9309, 2.3.1.4: if the rules are unreachable, everything is disallowed. They are requested only once."""
    server.pages["/robots.txt"] = answer(status=status)
    server.pages["/a"] = answer(b"page")
    for _ in range(2):
        found = fetch(server.url("/a"))
        assert isinstance(found, Failure)
        assert found.reason == "robots_unreachable"
        assert status.split()[0] in found.detail
    assert server.targets == ["/robots.txt"]


@pytest.mark.parametrize(("status", "seconds"), [("404 Not Found", 86_400), ("500 Broken", 600)])
def test_in_a_long_run_it_is_asked_again(server, fetch, fake_time, status, seconds):
    """Rules are valid for a day at most (RFC 9309, 2.4), and an error is remembered for ten minutes."""
    server.pages["/robots.txt"] = answer(status=status)
    server.pages["/a"] = answer(b"page")
    for wait in (0, seconds - 10, 20):
        fake_time.sleep(wait)
        fetch(server.url("/a"))
    assert server.targets.count("/robots.txt") == 2


def test_a_host_that_does_not_answer_is_named(fetch):
    """The failure must say that robots.txt could not be fetched, because nobody listens at the host."""
    found = fetch("http://127.0.0.9:9/a")
    assert found.reason == "robots_unreachable"
    assert "no connection" in found.detail


def test_sitemaps_are_those_that_robots_txt_names(server):
    """An unreachable robots.txt and an invalid address name no sitemaps; the site is still read."""
    server.pages["/robots.txt"] = answer(f"Sitemap: {server.url('/map.xml')}\nSitemap: /news.xml\n".encode())
    with open_client(FetchLimits(allow_private=True, gap_seconds=0), Hosts(), NO_TRUST) as client:
        assert sitemaps_of(server.url("/"), client) == (server.url("/map.xml"), "/news.xml")
        assert sitemaps_of("http://127.0.0.9:9/", client) == ()
        assert sitemaps_of("http://[", client) == ()


def test_the_rules_of_a_thousand_origins_are_kept(fake_time):
    """A crawl of the whole web must not hold every robots.txt. The most used ones stay."""
    hosts, asked = Hosts(fake_time.clock()), list[str]()

    def ask(origin):
        asked.append(origin)
        return Robots()

    for number in range(1001):
        hosts.robots(f"https://{number}.example", partial(ask, number))
        hosts.robots("https://0.example", partial(ask, "again"))
    hosts.robots("https://1.example", partial(ask, "1, once more"))
    assert "again" not in asked
    assert asked[-1] == "1, once more"


def test_redirects_of_robots_txt_are_followed_and_loops_are_no_rules(server, fetch):
    """RFC 9309, 2.3.1.2 requires this."""
    server.pages["/robots.txt"] = answer(status="301 Moved", Location="/rules")
    server.pages["/rules"] = answer(b"User-agent: *\nDisallow: /a")
    assert fetch(server.url("/a")).reason == "robots"


def test_a_looping_robots_txt_counts_as_missing(server, fetch):
    """A redirect loop counts as a missing robots.txt."""
    server.pages["/robots.txt"] = answer(status="301 Moved", Location="/robots.txt")
    server.pages["/a"] = answer(b"page")
    assert isinstance(fetch(server.url("/a")), Capture)


def test_it_can_be_turned_off(server, fetch):
    """An archive of the user's own pages needs no permission."""
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /")
    server.pages["/a"] = answer(b"page")
    assert isinstance(fetch(server.url("/a"), obey_robots=False), Capture)
    assert server.targets == ["/a"]


@pytest.mark.parametrize(("asked", "gap"), [("7", 7.0), ("3600", 30.0), ("0.1", 1.0), ("soon", 1.0)])
def test_crawl_delay_is_the_gap_within_a_cap(server, fetch, fake_time, asked, gap):
    """The gap is never shorter than hearsay's own, and never so long that a run cannot end."""
    server.pages["/robots.txt"] = answer(f"User-agent: *\nCrawl-delay: {asked}".encode())
    server.pages["/a"] = answer(b"page")
    for _ in range(2):
        assert isinstance(fetch(server.url("/a"), gap_seconds=1.0), Capture)
    assert fake_time.slept == [gap, gap]


def test_a_hostile_robots_txt_costs_little(server, fetch):
    """Thousands of names before thousands of rules once took the product of both in time and memory."""
    names = b"".join(b"User-agent: bot%d\n" % number for number in range(15_000))
    rules = b"".join(b"Allow: /%d*a*b*c$\n" % number for number in range(12_000))
    server.pages["/robots.txt"] = answer(names + rules + b"x" * 2_000_000)
    server.pages["/a"] = answer(b"page")
    started = time.process_time()
    assert isinstance(fetch(server.url("/a")), Capture)
    assert time.process_time() - started < 5
