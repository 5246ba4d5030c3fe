"""Copies, stories and claim groups on a real DuckDB file: found whenever they come; the same again adds nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hearsay.errors import AuditFailedError
from hearsay.flows.config.settings import Settings
from hearsay.flows.run import gathering
from hearsay.flows.run.gathering import gather_chunk, gather_pending
from hearsay.flows.run.run import Run
from hearsay.pipelines.ids import article_id, version_id
from hearsay.pipelines.records import Page, Published
from hearsay.pipelines.rows import shape_rows
from hearsay.pipelines.stories import Neighbourhood
from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.schema import GATHERED_TABLES
from tests.integration.test_publish import ask, publish
from tests.made_pages import NOON, article_of, page, reread, stamp
from tests.made_runs import InProcess

WIRE = (
    "“We will pay,” Mara Voss said. “Soon.” The harbour of Osmere has been shut since the storm of 3 January, and 40 "
    "boats lie idle. Fishermen from Pell and Tarnhead met the minister on Tuesday. They asked for 2 million pounds. "
    "The minister left by the back door of the town hall in Calder. Nobody was hurt, the police of Osmere told us."
)
SHORTENED = WIRE.replace(" Fishermen from Pell and Tarnhead met the minister on Tuesday.", "")
RETOLD = (
    "Fishermen of Osmere may hope again. “We will pay,” Mara Voss said of the harbour, shut since the storm. "
    "In Pell and Tarnhead 40 boats lie idle. The minister met them on Tuesday in the town hall of Calder."
)
OTHER = (
    "The orchestra of Whitcombe plays Brahms on Friday under a new conductor, Anneke Obuya, who came from Renholm. "
    "Tickets cost 12 pounds and are sold at the door of the Corn Exchange. The hall has 900 seats. It was built in "
    "1887 "
    "by a brewer, Perrin Holt, whose portrait hangs above the stairs and is said to frown when the strings are late."
)


def run_on(warehouse, run_id="run-1"):
    """Return a run under way on a warehouse."""
    return Run(stamp(run_id), NOON, (), "command", warehouse, Settings())


def outlet(name, text=WIRE, hour=12, day=1, title="Port to pay", seen_at=NOON, precision="minute"):
    """A page of an outlet, published at an hour of a day in March."""
    one = page(text=text, url=f"https://{name}.example/port", title=title, seen_at=seen_at)
    made = article_of(one)
    at = datetime(2026, 3, day, hour, tzinfo=UTC)
    article = replace(made, domain=f"{name}.example", published=Published(at, "json-ld", precision, "x"))
    found = article_id(article)
    return replace(one, article=article, article_id=found, version_id=version_id(found, article))


def take_in(path, pages, run="run-1", reader="hand-made"):
    """Publish pages and gather them, as a run does."""
    publish(path, pages, run=run, reader=reader)
    gather_chunk(shape_rows(pages, stamp(run, reader), NOON), run_on(path, run), InProcess())


def places(path):
    """What gathering is for: who is a copy of whom, who is together with whom, and what was said how often."""
    return ask(
        path,
        "SELECT article.domain, original.domain AS copy_of, first.domain AS story, "
        "count(*) OVER (PARTITION BY article.story_id) AS n "
        "FROM articles AS article LEFT JOIN articles AS original ON original.version_id = article.copy_of "
        "JOIN stories ON stories.story_id = article.story_id "
        "JOIN articles AS first ON first.version_id = first_version_id ORDER BY 1",
    ).rows()


def counts(path):
    return {name: ask(path, f"SELECT count(*) AS n FROM {name}")["n"][0] for name in GATHERED_TABLES}


PAGES = [outlet("wire", hour=8), outlet("echo", SHORTENED, hour=9), outlet("hall", OTHER, hour=7, title="New baton")]
EXPECTED = [("echo.example", "wire.example", "wire.example", 2), ("hall.example", None, "hall.example", 1)]
EXPECTED += [("wire.example", None, "wire.example", 2)]


def test_copies_point_to_their_original_and_share_its_story(warehouse):
    """A wire story cut by one outlet, and what else happened that day."""
    take_in(warehouse, PAGES)
    assert places(warehouse) == EXPECTED
    (near,) = ask(warehouse, "SELECT copy_similarity FROM articles WHERE copy_of IS NOT NULL")["copy_similarity"]
    assert 0.6 < near < 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_one_at_a_time_in_any_order_comes_to_the_same(warehouse, order):
    """The original may be loaded last: what was taken for one then turns out to be a copy."""
    for number, place in enumerate(order):
        take_in(warehouse, [PAGES[place]], run=f"run-{number}")
    assert places(warehouse) == EXPECTED


def test_the_same_again_adds_nothing(warehouse):
    """What a schedule does every hour."""
    take_in(warehouse, PAGES)
    before, placed = counts(warehouse), places(warehouse)
    take_in(warehouse, PAGES, run="run-2")
    gather_pending(run_on(warehouse), InProcess())
    assert (counts(warehouse), places(warehouse)) == (before, placed)


def test_what_was_published_and_not_gathered_is_made_up_for(warehouse):
    """A run that was killed between the two, and every warehouse from before there were stories."""
    publish(warehouse, PAGES)
    assert ask(warehouse, "SELECT count(story_id) AS n FROM articles")["n"].to_list() == [0]
    gather_pending(run_on(warehouse), InProcess())
    assert places(warehouse) == EXPECTED
    assert ask(warehouse, "SELECT count(*) AS n FROM claims WHERE claim_group_id IS NULL")["n"].to_list() == [0]


def test_pending_and_fresh_are_gathered_alike(warehouse, tmp_path):
    """The frames of a chunk and what the warehouse holds of it are the same articles."""
    other = tmp_path / "other.duckdb"
    prepare_warehouse(other, NOON)
    take_in(warehouse, PAGES)
    publish(other, PAGES)
    gather_pending(run_on(other), InProcess())
    for table in (*GATHERED_TABLES, "articles", "claims"):
        assert ask(warehouse, f"FROM {table} ORDER BY ALL").equals(ask(other, f"FROM {table} ORDER BY ALL")), table


def test_a_correction_is_no_copy_and_stays_in_the_story(warehouse):
    """Two versions of one article are near-duplicates by nature."""
    take_in(warehouse, [PAGES[0]])
    corrected = outlet("wire", WIRE.replace("40 boats", "41 boats"), hour=8, seen_at=NOON + timedelta(hours=1))
    take_in(warehouse, [corrected], run="run-2")
    rows = ask(warehouse, "SELECT copy_of, count(DISTINCT story_id) OVER () AS stories FROM articles").rows()
    assert rows == [(None, 1), (None, 1)]
    assert ask(warehouse, "SELECT article_count FROM stories").rows() == [(1,)]


def test_a_new_reading_finds_its_groups_and_keeps_the_story(warehouse):
    """Another reader's claims say the same things; its article is where it was."""
    take_in(warehouse, [PAGES[0]])
    before = ask(warehouse, "SELECT version_id, story_id FROM articles").rows()
    take_in(warehouse, [reread(PAGES[0], "better")], run="run-2", reader="better")
    assert ask(warehouse, "SELECT version_id, story_id FROM articles").rows() == before
    assert ask(warehouse, "SELECT count(*) AS n FROM claims WHERE claim_group_id IS NULL")["n"].to_list() == [0]


def test_who_comes_second_asks_again(warehouse, monkeypatch):
    """Two runs that gather at once must not miss each other's articles."""
    publish(warehouse, [PAGES[0]])
    publish(warehouse, [PAGES[1]], run="run-2")
    asked = gathering.find_neighbours
    others = [outlet("wire", hour=8)]

    def look_while_another_gathers(*arguments):
        found = asked(*arguments)
        if others:
            late.append(others.pop())
        return found

    late: list[Page] = []
    audited = gathering._audited

    def audited_while_another_writes(*arguments):
        if late:
            one = late.pop()
            gather_chunk(shape_rows([one], stamp(), NOON), run_on(warehouse), InProcess())
        return audited(*arguments)

    monkeypatch.setattr(gathering, "find_neighbours", look_while_another_gathers)
    monkeypatch.setattr(gathering, "_audited", audited_while_another_writes)
    gather_chunk(shape_rows([PAGES[1]], stamp("run-2"), NOON), run_on(warehouse, "run-2"), InProcess())
    assert places(warehouse) == EXPECTED[:1] + EXPECTED[2:]


def test_a_broken_rule_stops_the_batch_and_leaves_it_pending(warehouse, monkeypatch):
    """There is no quarantine for what we made ourselves; the pages are there, and the next run tries again."""
    publish(warehouse, PAGES)
    monkeypatch.setattr(gathering, "audit_gathered", lambda rows, run: (rows["stories"].clear(), ("stories: x",)))
    with pytest.raises(AuditFailedError, match="the next run tries again"):
        gather_pending(run_on(warehouse), InProcess())
    assert counts(warehouse) == dict.fromkeys(GATHERED_TABLES, 0)
    monkeypatch.undo()
    gather_pending(run_on(warehouse), InProcess())
    assert places(warehouse) == EXPECTED


def test_two_stories_that_turn_out_to_be_one_become_one(warehouse, monkeypatch):
    """Two runs at once each founded one; the younger's row stays and says where its articles went."""
    take_in(warehouse, [PAGES[0]])
    with monkeypatch.context() as patched:
        patched.setattr(gathering, "find_neighbours", lambda *_: Neighbourhood())  # as a run that began before
        take_in(warehouse, [outlet("rival", RETOLD, hour=9)], run="run-2")
    assert len(set(ask(warehouse, "SELECT story_id FROM articles")["story_id"])) == 2
    take_in(warehouse, [outlet("third", f"{RETOLD} {SHORTENED}", hour=10)], run="run-3")
    assert len(set(ask(warehouse, "SELECT story_id FROM articles")["story_id"])) == 1
    stories = ask(warehouse, "SELECT article_count, merged_into IS NULL AS is_kept FROM stories ORDER BY 2").rows()
    assert [is_kept for _, is_kept in stories] == [False, True]
    assert stories[1][0] == 3


def test_checks_of_gathering_are_kept(warehouse):
    """Data quality is data."""
    take_in(warehouse, PAGES)
    suites = ask(warehouse, "SELECT DISTINCT suite FROM checks WHERE is_success")["suite"]
    assert set(suites) == set(GATHERED_TABLES)


def test_a_killed_gathering_leaves_nothing(warehouse, monkeypatch):
    """One transaction: a reader sees all of a batch or none of it."""
    publish(warehouse, PAGES)
    from hearsay.warehouse import gathered

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(gathered, "_sum_groups", killed)
    with pytest.raises(KeyboardInterrupt):
        gather_pending(run_on(warehouse), InProcess())
    assert counts(warehouse) == dict.fromkeys(GATHERED_TABLES, 0)
    with open_for_writing(warehouse) as connection:
        assert connection.execute("SELECT count(story_id) FROM articles").fetchone() == (0,)
