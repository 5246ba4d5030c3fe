"""The report of a rebuild: consistent totals, a few articles in full, and the query for the others."""

from datetime import UTC, datetime
from pathlib import Path

from hearsay.flows.run.rebuild_report import MOST_ARTICLES_SHOWN, MOST_MISSING_SHOWN, report_lines
from hearsay.warehouse.comparison import Comparison, Missing

COUNTS = {"before": 3, "now": 3, "the_same": 1, "no_longer": 1, "new": 1} | {
    f"{field}_changed": 1 for field in ("text", "title", "date", "authors")
}
CLAIMS = {"kept": 5, "judged anew": 2, "gone": 3, "new": 4}


def changed(name="a.html", **facts):
    """Return a changed article as the comparison reports changes."""
    return {
        "article": name,
        "changed": [],
        "claims": {"kept": 1, "judged_anew": 0, "gone": 0, "new": 0},
        "examples": {"gone": [], "new": [], "judged anew": []},
    } | facts


def lines(*articles, left_out=0, missing=(), retired=0, archive_set="archive", compared=True):
    comparison = Comparison(COUNTS, CLAIMS, list(articles), left_out) if compared else None
    return list(report_lines("archive", archive_set, comparison, list(missing), retired))


def test_the_sums_add_up():
    """Readers check that earlier rows are kept or gone, and present rows kept or new."""
    assert lines()[1:3] == [
        "  articles 3 before, 3 now: 1 the same; changed: text 1, title 1, date 1, authors 1; 1 no longer, 1 new",
        "  claims   10 before = 7 kept + 3 gone; 11 now = 7 kept + 4 new; "
        "2 of the kept claims are judged differently",
    ]


def test_what_changed_of_an_article_is_shown_old_and_new():
    """Each kind of value needs a readable form, also a missing value."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    told = lines(
        changed(
            changed=["title", "date", "authors"],
            title={"old": None, "new": "Port   to\n pay"},
            date={"old": None, "new": at},
            authors={"old": [], "new": ["Jo Penn", "Bo Li"]},
            examples={
                "gone": [{"source_text": "", "content_text": "x" * 150}],
                "new": [{"source_text": "Mara Voss", "content_text": "we will pay"}],
                "judged anew": [{"source_text": "Mara Voss", "content_text": "soon"}],
            },
        )
    )
    assert told[3:] == [
        "  a.html: title, date, authors; claims: 1 kept, 0 gone, 0 new",
        "    title: none → Port to pay",
        "    date: none → 2026-03-01T12:00:00+00:00",
        "    authors: none → Jo Penn, Bo Li",
        f"    - (no source): {'x' * 99}…",
        "    + Mara Voss: we will pay",
        "    ~ Mara Voss: soon",
    ]


def test_an_article_that_came_or_went_says_so():
    """A missing article needs a reason."""
    told = lines(changed("gone.html", no_longer="rejected: too_short"), changed("new.html", new=True), changed())
    assert [line.split(";")[0] for line in told[3:]] == [
        "  gone.html: no longer an article, rejected: too_short",
        "  new.html: new",
        "  a.html: the same article",
    ]


def test_what_is_not_shown_is_counted():
    """Ten lines are read, a thousand are not."""
    told = lines(*[changed()] * (MOST_ARTICLES_SHOWN + 2), left_out=5)
    assert told[-1] == f"  … and 7 more articles; --json lists {MOST_ARTICLES_SHOWN + 2}"
    told = lines(missing=[Missing(f"{n}.html", "0" * 64, "gone") for n in range(MOST_MISSING_SHOWN + 3)])
    assert told[3] == f"  not rebuilt: {MOST_MISSING_SHOWN + 3} captures"
    assert told[-1] == "    … and 3 more; --json lists all"


def test_what_there_is_to_do_is_told(tmp_path):
    """Advice without a need would be ignored later."""
    told = lines(compared=False, retired=2, archive_set=str(tmp_path))
    assert told == [
        "rebuilt from archive",
        "  no earlier data to compare with; --against WAREHOUSE compares with another warehouse",
        "  2 article versions are no longer current: no capture gives them any more",
        f"  new captures go to {tmp_path}; to use this archive instead, set archive.folder to its path",
    ]
    assert not any("archive.folder" in line for line in lines(archive_set=str(Path("archive").absolute())))
