"""Subjects: captures, articles, entities, stories and validators, as a first row and the states that followed.

The first row of a subject stands in `facts` and never changes. What changes later is appended: a state is a row with
the number of its subject and a few columns, and the state with the highest number counts. Columns that change
together, such as the times at which an article was seen, share a table of states. The views under the names that
people use show the first row with its latest states.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from hearsay.warehouse.schema import ARTICLES, CAPTURES, ENTITIES, STORIES, VALIDATORS, Column, Table
from hearsay.warehouse.statements import Fragment, number_list, rows_with_numbers


@dataclass(frozen=True, slots=True)
class Subject:
    """A table whose rows change by appended states: the table that people see, the first rows, and the states."""

    table: Table
    first: Table
    states: tuple[Table, ...]

    @property
    def number(self) -> str:
        """Name of the column with the number of a row."""
        if self.table.number is None:
            raise ValueError(f"{self.table.name} has no number")
        return self.table.number

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, with the number."""
        return tuple(column.name for column in self.first.columns)

    def changeable(self, states: Table) -> tuple[str, ...]:
        """Return the columns that one of its tables of states holds."""
        return tuple(column.name for column in states.columns if column.name not in {STATE_NUMBER.name, self.number})


STATE_NUMBER = Column("state_number", pl.Int64, "Number of the state, rising with loading.", low=1)


def _subject(table: Table, schema: str, **columns_of_states: tuple[str, tuple[str, ...]]) -> Subject:
    """Return a subject.

    Args:
        table: The table that people see.
        schema: Schema of the first rows.
        columns_of_states: Description and columns of each table of states, by its name. `schema__name` names both.
    """
    if table.number is None:
        raise ValueError(f"{table.name} has no number")
    number = table.stored_columns[-1]
    first = replace(
        table,
        name=f"{schema}.{table.name}",
        description=f"Each row is the first state of a row of {table.name}.",
        key=(table.number,),
        columns=table.stored_columns,
        number=None,
        is_view=False,
    )
    states = tuple(
        Table(
            name.replace("__", "."),
            description,
            (STATE_NUMBER.name,),
            (STATE_NUMBER, number, *(table.column(column) for column in columns)),
            references=((table.number, first.name),),
        )
        for name, (description, columns) in columns_of_states.items()
    )
    return Subject(table, first, states)


_SEEN = ("first_seen_at", "last_seen_at")

SUBJECTS: Mapping[str, Subject] = {
    subject.table.name: subject
    for subject in (
        _subject(
            CAPTURES,
            "facts",
            facts__capture_sightings=(
                "Each row widens the time in which the bytes of a capture were seen.",
                ("fetched_at", *_SEEN),
            ),
            decisions__capture_outcomes=(
                "Each row is the outcome of the work on a capture by another extractor or reader.",
                (
                    *("url", "final_url", "http_status", "media_type", "content_kind"),
                    *("outcome", "reason", "version_id", "extractor_version", "reader_version"),
                ),
            ),
            decisions__capture_places=(
                "Each row is the place of a capture in the archive.",
                ("archive_file", "archive_offset"),
            ),
        ),
        _subject(
            ARTICLES,
            "facts",
            facts__article_sightings=("Each row widens the time in which an article version was seen.", _SEEN),
            decisions__article_metadata=(
                "Each row is the metadata of an article version by another extractor, or from an earlier capture.",
                (
                    *("url", "canonical_url", "domain", "site_name", "title", "subtitle", "authors"),
                    *("published_at", "published_basis", "published_precision", "published_text", "modified_at"),
                    *("language", "section", "tags", "text_sha256", "word_count", "removed", "is_paywalled"),
                    *("capture_id", "extractor_version", "reader_version"),
                ),
            ),
            decisions__article_versions=(
                "Each row numbers a version of an article, and says whether it is the current version.",
                ("version", "is_current"),
            ),
            decisions__copies=(
                "Each row says which article version a version copies.",
                ("copy_of", "copy_similarity"),
            ),
            decisions__story_members=("Each row puts an article version into a story.", ("story_id",)),
        ),
        _subject(
            ENTITIES,
            "facts",
            facts__entity_sightings=("Each row widens the time in which articles named an entity.", _SEEN),
            decisions__entity_names=(
                "Each row is the names and identifiers of an entity after another name or identifier was added.",
                ("aliases", "identifiers"),
            ),
        ),
        _subject(
            STORIES,
            "decisions",
            decisions__story_states=(
                "Each row is the state of a story after its articles changed.",
                (
                    *("first_version_id", "title", "first_published_at", "last_published_at"),
                    *("outlet_count", "article_count", "original_count", "merged_into", "merged_at"),
                ),
            ),
        ),
        _subject(
            VALIDATORS,
            "facts",
            facts__validator_states=(
                "Each row is the validators of an address in a later response.",
                ("final_url", "etag", "last_modified_text", "capture_id", "run_id"),
            ),
        ),
    )
}
"""The subjects by the name of their table."""


def current_rows(
    subject: Subject, numbers: Iterable[int] | None = None, columns: Collection[str] | None = None
) -> Fragment:
    """Return a SELECT of the rows of a subject with their latest states.

    Args:
        subject: The subject.
        numbers: Numbers of the rows; None selects all rows. The numbers become constants, by which DuckDB skips the
            parts of a table that cannot hold them.
        columns: The columns to select; None selects all.
    """
    rows = "" if numbers is None else f" WHERE {subject.number} IN ({number_list(numbers)})"
    selected = [name for name in subject.column_names if columns is None or name in columns]
    cells = {name: f"stored.{name}" for name in selected}
    joins = []
    for states in subject.states:
        changeable = [name for name in subject.changeable(states) if name in cells]
        if not changeable:
            continue
        alias = states.name.partition(".")[2]
        for name in changeable:
            cells[name] = f"CASE WHEN {alias}.{subject.number} IS NULL THEN stored.{name} ELSE {alias}.{name} END"
        latest = ", ".join(f"arg_max_null({name}, {STATE_NUMBER.name}) AS {name}" for name in changeable)
        joins.append(
            f"LEFT JOIN (SELECT {subject.number}, {latest} FROM {states.name}{rows} GROUP BY {subject.number}) "  # noqa: S608 - names of the schema
            f"AS {alias} ON {alias}.{subject.number} = stored.{subject.number}"
        )
    listed = ", ".join(f"{cell} AS {name}" for name, cell in cells.items())
    first = subject.first.name
    stored = first if numbers is None else rows_with_numbers(first, subject.number, numbers)
    return Fragment("\n".join([f"SELECT {listed}", f"FROM {stored} AS stored", *joins]))
