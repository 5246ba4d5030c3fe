"""Copies, stories and claim groups on a real DuckDB file: linked in any order of loading, and only once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hearsay.errors import AuditFailedError
from hearsay.flows.config.settings import Settings
from hearsay.flows.run import gathering
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.gathering import Around, gather_chunk, gather_pending, known_groups
from hearsay.pipelines.ids import article_id, version_id
from hearsay.pipelines.pages import ReadPage
from hearsay.pipelines.records import Published
from hearsay.pipelines.stories import Neighbourhood
from hearsay.warehouse import neighbours
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.schema import GATHERED_TABLES
from tests.integration.conftest import made_warehouse
from tests.integration.test_publish import ask, publish
from tests.made_pages import NOON, page, reread, stamp
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
    """Return a run on a warehouse that has not ended."""
    return Run(stamp(run_id), NOON, (), "command", warehouse, Settings())


def outlet(name, text=WIRE, hour=12, day=1, title="Port to pay", seen_at=NOON, precision="minute"):
    """Return a page of an outlet, published at an hour of a day in March."""
    plain = page(text=text, url=f"https://{name}.example/port", title=title, seen_at=seen_at)
    undated = plain.article
    at = datetime(2026, 3, day, hour, tzinfo=UTC)
    article = replace(undated, domain=f"{name}.example", published=Published(at, "json-ld", precision, "x"))
    identity = article_id(article)
    return replace(plain, article=article, article_id=identity, version_id=version_id(identity, article))


def ingest(path, pages, run="run-1", reader="hand-made"):
    """Publish pages and gather them, as a run does."""
    publish(path, pages, run=run, reader=reader)
    gather_chunk([page.version_id for page in pages], run_on(path, run), InProcess())


def places(path):
    """Return domain, original, first outlet of the story, and size of the story for each article."""
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


def ingest_pages(path):
    """Ingest three pages: the filling of warehouses that tests copy."""
    ingest(path, PAGES)


def ingest_first(path):
    """Ingest the first page."""
    ingest(path, PAGES[:1])


@pytest.fixture
def gathered(make_warehouse):
    """A warehouse with three pages, gathered."""
    return make_warehouse(fill=ingest_pages)


@pytest.fixture
def begun(make_warehouse):
    """A warehouse with the first of the pages, gathered."""
    return make_warehouse(fill=ingest_first)


def test_copies_point_to_their_original_and_share_its_story(warehouse):
    """A shortened wire report is a copy, and an unrelated article of the same day is not."""
    ingest(warehouse, PAGES)
    assert places(warehouse) == EXPECTED
    (similarity,) = ask(warehouse, "SELECT copy_similarity FROM articles WHERE copy_of IS NOT NULL")[
        "copy_similarity"
    ]
    assert 0.6 < similarity < 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_loading_does_not_change_the_links(warehouse, order):
    """The original may be loaded last; then the article that was taken for the original becomes a copy."""
    for number, place in enumerate(order):
        ingest(warehouse, [PAGES[place]], run=f"run-{number}")
    assert places(warehouse) == EXPECTED


def test_known_pages_add_nothing(gathered):
    """A schedule ingests the same pages every hour."""
    before, placed = counts(gathered), places(gathered)
    ingest(gathered, PAGES, run="run-2")
    gather_pending(run_on(gathered), InProcess())
    assert (counts(gathered), places(gathered)) == (before, placed)


def test_published_articles_without_a_story_are_gathered_later(warehouse):
    """A run may be killed between publication and gathering, and old warehouses have no stories."""
    publish(warehouse, PAGES)
    assert ask(warehouse, "SELECT count(story_id) AS n FROM articles")["n"].to_list() == [0]
    gather_pending(run_on(warehouse), InProcess())
    assert places(warehouse) == EXPECTED
    assert ask(warehouse, "SELECT count(*) AS n FROM claims WHERE claim_group_id IS NULL")["n"].to_list() == [0]


def test_gathering_from_a_chunk_and_from_the_warehouse_gives_the_same_rows(gathered, request, tmp_path):
    """Articles are gathered from the frames of a chunk or, later, from the warehouse; results must be equal."""
    other = made_warehouse(request, tmp_path, "file", "other")
    publish(other, PAGES)
    gather_pending(run_on(other), InProcess())
    for table in (*GATHERED_TABLES, "articles", "claims"):
        assert ask(gathered, f"FROM {table} ORDER BY ALL").equals(ask(other, f"FROM {table} ORDER BY ALL")), table


def test_a_correction_is_not_a_copy_and_stays_in_the_story(begun):
    """Two versions of an article are near-duplicates, but neither copies the other."""
    corrected = outlet("wire", WIRE.replace("40 boats", "41 boats"), hour=8, seen_at=NOON + timedelta(hours=1))
    ingest(begun, [corrected], run="run-2")
    rows = ask(begun, "SELECT copy_of, count(DISTINCT story_id) OVER () AS stories FROM articles").rows()
    assert rows == [(None, 1), (None, 1)]
    assert ask(begun, "SELECT article_count FROM stories").rows() == [(1,)]


def test_a_new_reading_finds_its_groups_and_keeps_the_story(begun):
    """Claims of another reader need groups too, and the article keeps its story."""
    before = ask(begun, "SELECT version_id, story_id FROM articles").rows()
    ingest(begun, [reread(PAGES[0], "better")], run="run-2", reader="better")
    assert ask(begun, "SELECT version_id, story_id FROM articles").rows() == before
    assert ask(begun, "SELECT count(*) AS n FROM claims WHERE claim_group_id IS NULL")["n"].to_list() == [0]


def test_a_run_reads_again_after_another_run_gathered(warehouse_file, monkeypatch):
    """Two runs that gather at once must not miss each other's articles."""
    publish(warehouse_file, [PAGES[0]])
    publish(warehouse_file, [PAGES[1]], run="run-2")
    find_neighbours = gathering.find_neighbours
    others = [outlet("wire", hour=8)]

    def look_while_another_gathers(*arguments):
        neighbourhood = find_neighbours(*arguments)
        if others:
            late.append(others.pop())
        return neighbourhood

    late: list[ReadPage] = []
    audited = gathering._audited

    def audited_while_another_writes(*arguments):
        if late:
            gather_chunk([late.pop().version_id], run_on(warehouse_file), InProcess())
        return audited(*arguments)

    monkeypatch.setattr(gathering, "find_neighbours", look_while_another_gathers)
    monkeypatch.setattr(gathering, "_audited", audited_while_another_writes)
    gather_chunk([PAGES[1].version_id], run_on(warehouse_file, "run-2"), InProcess())
    assert places(warehouse_file) == EXPECTED[:1] + EXPECTED[2:]


def test_a_broken_rule_stops_the_batch_and_leaves_it_pending(warehouse, monkeypatch):
    """Gathered rows have no quarantine; the pages stay published, and the next run tries again."""
    publish(warehouse, PAGES)
    monkeypatch.setattr(gathering, "audit_gathered", lambda rows, run: (rows["stories"].clear(), ("stories: x",)))
    with pytest.raises(AuditFailedError, match="the next run tries again"):
        gather_pending(run_on(warehouse), InProcess())
    assert counts(warehouse) == dict.fromkeys(GATHERED_TABLES, 0)
    monkeypatch.undo()
    gather_pending(run_on(warehouse), InProcess())
    assert places(warehouse) == EXPECTED


def test_two_stories_about_the_same_event_are_merged(begun, monkeypatch):
    """Two runs at once may each start a story. The later story keeps its row, which shows where its articles are."""
    with monkeypatch.context() as patched:
        alone = Around(Neighbourhood(), known_groups(neighbours.NO_CLAIMS))
        patched.setattr(gathering, "find_neighbours", lambda *_: alone)  # as in a run that began earlier
        ingest(begun, [outlet("rival", RETOLD, hour=9)], run="run-2")
    assert len(set(ask(begun, "SELECT story_id FROM articles")["story_id"])) == 2
    ingest(begun, [outlet("third", f"{RETOLD} {SHORTENED}", hour=10)], run="run-3")
    assert len(set(ask(begun, "SELECT story_id FROM articles")["story_id"])) == 1
    stories = ask(begun, "SELECT article_count, merged_into IS NULL AS is_kept FROM stories ORDER BY 2").rows()
    assert [is_kept for _, is_kept in stories] == [False, True]
    assert stories[1][0] == 3


def test_checks_of_gathering_are_kept(gathered):
    """The results of the audit are data that people query."""
    suites = ask(gathered, "SELECT DISTINCT suite FROM checks WHERE is_success")["suite"]
    assert set(suites) == set(GATHERED_TABLES)


def test_a_killed_gathering_leaves_nothing(warehouse, monkeypatch):
    """A reader must never see half a batch."""
    publish(warehouse, PAGES)
    from hearsay.warehouse import gathered

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(gathered, "_link_claims", killed)
    with pytest.raises(KeyboardInterrupt):
        gather_pending(run_on(warehouse), InProcess())
    assert counts(warehouse) == dict.fromkeys(GATHERED_TABLES, 0)
    with open_for_writing(warehouse) as connection:
        assert connection.execute("SELECT count(story_id) FROM articles").fetchone() == (0,)


def test_a_name_counts_as_often_as_an_article_has_it(warehouse):
    """Names weigh by their mentions; with each name once, stories would be found by other names than before."""
    plain = outlet("wire", text=f"{WIRE} “Soon,” Mara Voss said again.")
    (mention,) = plain.reading.mentions
    again = replace(
        mention, start=plain.article.text.rindex("Mara Voss"), end=plain.article.text.rindex(" said again")
    )
    (entity,) = plain.resolution.mention_entities
    twice = replace(
        plain,
        reading=replace(plain.reading, mentions=(mention, again)),
        resolution=replace(plain.resolution, mention_entities=(entity, entity)),
    )
    publish(warehouse, [twice])
    with open_for_reading(warehouse) as connection:
        readings = neighbours.pending_readings(connection, 10)
        names = neighbours.names_of_readings(
            connection, readings, neighbours.versions_of_readings(connection, readings)
        )
    assert names["name"].to_list() == ["Mara Voss"] * 2
