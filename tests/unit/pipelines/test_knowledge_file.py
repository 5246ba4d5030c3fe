from pathlib import Path

import polars as pl
import pytest

from hearsay.pipelines.knowledge_file import KnowledgeError, read_knowledge
from hearsay.pipelines.records import Known

HEAD = "name,type,identifiers,aliases,country,description\n"


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "known.csv"
    path.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_csv_is_read(tmp_path: Path) -> None:
    """docs/knowledge.md promises this format: several values in a cell with bars between, and Wikidata exports."""
    path = written(
        tmp_path,
        'Mara Voss,person,http://www.wikidata.org/entity/Q7|mine:4,"Voss| M. Voss |Mara Voss",DE,"mayor, Osmere"',
        "",
        "Osmere,location,Q8,,,",
    )
    assert read_knowledge(path) == [
        Known("Mara Voss", "person", ("Voss", "M. Voss"), (("mine", "4"), ("wikidata", "Q7")), "DE", "mayor, Osmere"),
        Known("Osmere", "location", (), (("wikidata", "Q8"),)),
    ]


def test_a_parquet_file_is_read(tmp_path: Path) -> None:
    """A table of a million entities is a Parquet file with real lists."""
    path = tmp_path / "known.parquet"
    row = {"name": "Mara Voss", "type": "person", "identifiers": ["Q7"], "aliases": ["Voss"]}
    pl.DataFrame([row]).write_parquet(path)
    assert read_knowledge(path) == [Known("Mara Voss", "person", ("Voss",), (("wikidata", "Q7"),))]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (",person,Q1,,,", r"line 2: has no name"),
        ("Voss,human,Q1,,,", r"line 2: type 'human' of 'Voss' is unknown; use one of person, organization"),
        ("Voss,money,Q1,,,", r"type 'money' of 'Voss' is unknown"),
        ("Voss,person,,,,", r"line 2: 'Voss' has no identifiers; give at least one"),
        ("Voss,person,7,,,", r"line 2: identifier '7' of 'Voss' is not written as scheme:value"),
        ("Voss,person,Q1,,Germany,", r"line 2: country 'Germany' of 'Voss' is not a two-letter ISO 3166-1 code"),
        ("Voss,person,Q1,,,,more", r"line 2: has more cells than the header has columns: \['more'\]"),
        ("Voss,person,Q1,,,\nMara Voss,person,Q1,,,", r"line 3: has the identifiers of line 2"),
    ],
)
def test_problems_are_listed_by_line(tmp_path: Path, line: str, complaint: str) -> None:
    """The author of the table must find the cell, and half a table would be worse than none."""
    with pytest.raises(KnowledgeError, match=complaint):
        read_knowledge(written(tmp_path, line))


def test_many_problems_are_counted(tmp_path: Path) -> None:
    """A table with other types is wrong on every line; ten messages show that."""
    path = written(tmp_path, *(f"Voss {number},human,Q{number},,," for number in range(1, 31)))
    with pytest.raises(KnowledgeError, match="and 20 more") as told:
        read_knowledge(path)
    assert str(told.value).count("line ") == 10


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (
            b"label,type,identifiers\n",
            r"lacks the columns \['name'\] and has unknown columns \['label'\]",
        ),
        (b"", r"lacks the columns \['name', 'type', 'identifiers'\]"),
        (b"name,type,identifiers\n", "has a header but no rows"),
        (b"name,type,identifiers\n\xff,person,Q1\n", "is not UTF-8"),
        (b'name,type,identifiers\n"Voss,person,Q1\n', "cannot be read as CSV"),
        (b"PAR1 and no more", "cannot be read as Parquet"),
    ],
)
def test_a_file_without_a_table_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    """The error must name the file and the next action."""
    path = tmp_path / "known"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=complaint):
        read_knowledge(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A mistyped name is the most likely mistake."""
    with pytest.raises(KnowledgeError, match=r"nothing\.csv cannot be read: No such file"):
        read_knowledge(tmp_path / "nothing.csv")
