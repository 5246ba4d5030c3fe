"""The loader of the phrase book refuses expectations that it would not check."""

from pathlib import Path

import pytest

from tests.golden.phrasebook import PAGES, Entry, ExpectedPage, load_pages, load_phrases, read_entry

GOOD = 'page = "a/b.html"\nwhy = "w"\noutcome = "loaded"\n'


def entry(folder: Path, text: str) -> ExpectedPage:
    path = folder / "some-page.toml"
    path.write_text(text, encoding="utf-8")
    return read_entry(path, ExpectedPage)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + 'titel = "x"\n', r"some-page\.toml: .*`titel`"),
        (GOOD + '[article]\ntitel = "x"\n', r"some-page\.toml: .*`titel`.*\$\.article"),
        (GOOD + '[[claims]]\nwhy = "w"\ncontent_text = "c"\nsauce = "x"\n', r"some-page\.toml: .*`sauce`.*claims"),
        (GOOD + '[[claims]]\nwhy = "w"\n', "give content_text or content_contains"),
        (GOOD + '[article]\nmissed_by = {title = "extraction"}\n', "missed_by names 'title'"),
        (GOOD + '[article]\ntitle = "x"\nmissed_by = {title = "weather"}\n', "Invalid enum value 'weather'"),
        (GOOD + 'reason = "no_text"\n', "a rejected page has a reason"),
        (GOOD + "page = 1\n", r"some-page\.toml"),
        ('why = "w"\noutcome = "loaded"\n', "missing required field `page`"),
    ],
)
def test_loader_refuses_what_it_would_not_check(tmp_path: Path, text: str, message: str) -> None:
    """Nobody would notice a misspelt key in a book, so the key must stop the tests with file and key."""
    with pytest.raises(ValueError, match=message):
        entry(tmp_path, text)


def test_every_sample_page_is_in_the_book() -> None:
    """A page without expectations is not a fixture, and its changes would go unseen."""
    on_disk = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file()}
    assert on_disk == {page.page for page in load_pages()}


def test_every_sample_page_is_described() -> None:
    """The table of samples/README.md shows a reader which page covers a case, so every page must be in it."""
    readme = (PAGES.parent / "README.md").read_text(encoding="utf-8")
    assert [page.page for page in load_pages() if f"`{page.page}`" not in readme] == []


def test_most_of_the_book_is_kept() -> None:
    """If less than 70 percent of the book held, the marks would be the rule."""
    entries: list[Entry] = list(load_phrases())
    for page in load_pages():
        entries += [page, page.article, *page.claims, *page.no_claims]
    missed = [entry.missing_stage(part) is not None for entry in entries for part in entry.stated]
    assert sum(missed) <= 0.3 * len(missed), f"{sum(missed)} of {len(missed)} expectations are marked as missed"
