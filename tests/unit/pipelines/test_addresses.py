"""An article has many addresses and a single key; other articles have other keys."""

import pytest

from hearsay.pipelines.addresses import article_key, clean_address, domain_of, is_telling, unwrapped

STORY = "https://www.news.example/2026/03/ferry-inquiry"

TWINS = [
    "http://www.news.example/2026/03/ferry-inquiry",
    "https://news.example/2026/03/ferry-inquiry/",
    "https://NEWS.example:443/2026/03/ferry-inquiry",
    "http://news.example.:80/2026/03/ferry-inquiry#comments",
    "https://news.example/2026//03/ferry-inquiry/index.html",
    "https://news.example/2026/03/ferry-inquiry/index.html/",
    "https://news.example/2026/03/ferry%2Dinquiry",
    "https://reader:secret@news.example/2026/03/ferry-inquiry",
    "https://news.example/2026/03/ferry-inquiry;jsessionid=0A1B",
    "https://news.example/2026/03/ferry-inquiry?utm_source=rss&utm_medium=feed&fbclid=Iw1&gclid=2",
    "https://news.example/2026/03/ferry-inquiry?CMP=share_btn&ncid=12&__twitter_impression=true",
    "https://news.example/2026/03/ferry-inquiry?cid=12",  # the path tells the article, so this one does not
    "https://m.news.example/2026/03/ferry-inquiry",
    "https://mobile.news.example/2026/03/ferry-inquiry",
    "https://amp.news.example/2026/03/ferry-inquiry",
    "https://news.example/2026/03/ferry-inquiry/amp/",
    "https://news.example/amp/2026/03/ferry-inquiry",
    "https://news.example/2026/03/ferry-inquiry.amp",
    "https://news.example/2026/03/ferry-inquiry?amp",
    "https://news.example/2026/03/ferry-inquiry?amp=1",
    "https://news.example/2026/03/ferry-inquiry?outputType=amp",
    "https://news.example/2026/03/ferry-inquiry?m=1",
    "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/2026/03/ferry-inquiry?amp_js_v=0.1&usqp=mq",
    "https://web.archive.org/web/20260401000000id_/https://www.news.example/2026/03/ferry-inquiry",
]


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/wiadomości/zbiornik-opróżniony", "/wiadomos\u0301ci/zbiornik-opro\u0301z\u0307niony"),
        ("/wiadomości/zbiornik", "/wiadomo%C5%9Bci/zbiornik"),
        ("/wiadomości/zbiornik", "/wiadomos%CC%81ci/zbiornik"),
        ("/suche?wort=Größe", "/suche?wort=Gro%CC%88%C3%9Fe"),
        ("/tin/hồ-thông-xanh", "/tin/ho\u0302\u0300-tho\u0302ng-xanh"),
        ("/記事/ダム湖", "/記事/タ\u3099ム湖"),
    ],
)
def test_letters_with_accents_have_one_key(path, other):
    """Macs write an accent as a character of its own, so the address of a file differs from the address in a link."""
    assert article_key(f"https://news.example{path}") == article_key(f"https://news.example{other}")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (STORY, "news.example/2026/03/ferry-inquiry"),
        ("https://news.example/a%E9b?id=5", "news.example/a%E9b?id=5"),
        ("https://news.example/caf%c3%a9/story-12345", "news.example/caf%C3%A9/story-12345"),
        ("https://news.example/%e6%9d%89%e5%b7%9d", "news.example/%E6%9D%89%E5%B7%9D"),
    ],
)
def test_keys_stay_as_they_are_stored(address, key):
    """The id of an article is a hash of its key: another key of a known address would make a second article."""
    assert article_key(address) == key


@pytest.mark.parametrize("twin", TWINS)
def test_twins_have_one_key(twin):
    """Otherwise the mobile page, the feed's link and the newsletter's link would be three articles."""
    assert article_key(twin) == article_key(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, "https://www.news.example/2026/03/ferry-inquiry-2"),
        (STORY, "https://www.other.example/2026/03/ferry-inquiry"),
        (STORY, "https://sport.news.example/2026/03/ferry-inquiry"),  # another desk's, for all that an address tells
        ("https://news.example/article.php?id=7", "https://news.example/article.php?id=8"),
        ("https://news.example/article.php?cid=7", "https://news.example/article.php?cid=8"),
        ("https://news.example/article?12345", "https://news.example/article?12346"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://news.example/Story", "https://news.example/story"),
        ("https://amp.example/story", "https://m.example/story"),
        ("https://m.co.uk/story", "https://co.uk/story"),
        ("https://ana.blogspot.com/ferry", "https://bo.blogspot.com/ferry"),
        ("https://evil.example/c/s/news.example/story", "https://news.example/story"),
        ("https://news.example/amp", "https://news.example/"),
    ],
)
def test_other_articles_have_other_keys(one, other):
    """Two articles with the same key would close each other's claims in every run."""
    assert article_key(one) != article_key(other)


def test_the_key_is_what_ids_were_made_of():
    """The id of an ordinary address must not change between releases, because every row depends on it."""
    assert article_key(STORY) == "news.example/2026/03/ferry-inquiry"
    assert article_key("https://www.news.example/a?b=2&a=1") == "news.example/a?a=1&b=2"


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("HTTP://u:p@News.Example:80/a?utm_source=x&b=1&a=2#top", "http://news.example/a?a=2&b=1"),
        ("https://news.example?p=5", "https://news.example/?p=5"),
        ("https://news.example/a?b=1&amp;a=2", "https://news.example/a?a=2&b=1"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
        ("ftp://news.example/a", None),
        ("javascript:void(0)", None),
        ("http://[bad/", None),
        ("https://news.example:99999/", None),
        ("", None),
    ],
)
def test_cleaned_addresses(address, cleaned):
    """Only http(s) addresses are accepted, whatever a page states."""
    assert clean_address(address) == cleaned


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://news.example/2026/03/15/ferry", True),
        ("https://news.example/ferry-inquiry.html", True),
        ("https://news.example/story/123456", True),
        ("https://news.example/article.php", False),
        ("https://news.example/news", False),
        ("https://news.example/2026/03", False),
        ("https://news.example/", False),
    ],
)
def test_addresses_that_name_an_article(address, expected):
    """If a section's address counted as an article's, it would absorb all articles of the section."""
    assert is_telling(address) is expected


@pytest.mark.parametrize(
    "address", ["https://cdn.ampproject.org/x", "https://web.archive.org/save/", "https://bing-amp.com"]
)
def test_a_page_of_a_cache_itself_is_no_copy(address):
    """Only addresses of the cache that contain another address lead to that address."""
    assert unwrapped(address) == address


def test_parameters_that_say_nothing_are_left_out():
    """Forms send every field, even empty fields."""
    assert clean_address("https://news.example/story?b&=c&d=&id=7") == "https://news.example/story?id=7"


@pytest.mark.parametrize("address", ["https://news.example:bad/", "https://news.example:99999/", "http://["])
def test_text_that_cannot_be_parsed_is_no_address(address):
    """Pages contain arbitrary links, and none may end a run."""
    assert clean_address(address) is None
    assert domain_of(address) is None
    assert unwrapped(address) == address


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://harbour.blogspot.com/2026/03/quay", "harbour.blogspot.com"),
        ("https://www.harbour.blogspot.co.uk/", "harbour.blogspot.co.uk"),
        ("https://quay.wordpress.com/1", "quay.wordpress.com"),
        ("https://m.quay.substack.com./p/1", "quay.substack.com"),
        ("https://quay.github.io/notes", "quay.github.io"),
        ("https://www.medium.com/@quay/1", "medium.com"),
        ("https://wordpress.com/blog", "wordpress.com"),
        ("https://quay.wordpress.com.example/", "com.example"),
        ("https://news.quay.co.uk/1", "quay.co.uk"),
    ],
)
def test_each_site_of_a_blog_host_has_its_own_domain(address, domain):
    """Two blogs on a host are two outlets, and neither may state its canonical address on the other."""
    assert domain_of(address) == domain


def test_a_mobile_page_of_a_site_on_a_blog_host_is_the_same_article():
    """The label below the site's own name is a twin; the name itself never is."""
    assert article_key("https://m.quay.substack.com/p/1") == article_key("https://quay.substack.com/p/1")
    assert article_key("https://quay.substack.com/p/1") != article_key("https://harbour.substack.com/p/1")
