"""All suites: what each measures, and what it needs."""

import importlib
import importlib.util
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure


@dataclass(frozen=True, slots=True)
class Suite:
    """A module of bench.suites, whose `measure(gold, scorers)` returns its figures."""

    name: str
    question: str
    minutes: int
    """About so long on two cores."""
    gold: tuple[str, ...] = ()
    """Folders of GOLD that it reads."""
    scorers: tuple[str, ...] = ()
    """Scripts of SCORERS that it runs."""
    packages: tuple[str, ...] = ()
    """Modules to import beside those that `make test` installs."""
    programs: tuple[str, ...] = ()

    def measure(self, gold: Path, scorers: Path) -> list[Figure]:
        """Return the suite's figures. Its module is imported only here: many are slow to load."""
        module = importlib.import_module(f"bench.suites.{self.name}")
        measure: Callable[[Path, Path], list[Figure]] = module.measure
        return measure(gold, scorers)

    def missing(self, gold: Path | None, scorers: Path | None) -> Iterator[str]:
        """Yield what the suite needs and this machine lacks."""
        if self.gold and gold is None:
            yield "GOLD"
        elif gold is not None:
            yield from (f"GOLD/{folder}" for folder in self.gold if not (gold / folder).exists())
        if self.scorers and scorers is None:
            yield "SCORERS"
        elif scorers is not None:
            yield from (f"SCORERS/{script}" for script in self.scorers if not (scorers / script).exists())
        yield from (f"the package {name}" for name in self.packages if importlib.util.find_spec(name) is None)
        yield from (f"the program {name}" for name in self.programs if shutil.which(name) is None)

    @property
    def needs(self) -> str:
        """Return what the suite reads and uses, or that it needs no gold."""
        parts = [*(f"GOLD/{folder}" for folder in self.gold), *(f"SCORERS/{script}" for script in self.scorers)]
        return ", ".join([*(parts or ["no gold"]), *self.packages, *self.programs])


ATTRIBUTION, MENTIONS, PAGES = "attribution.py", "mentions.py", "pages.py"
ARTICLES = ("polnear",)
SAVED_PAGES = ("pages/scrapinghub", "pages/fundus", "pages/wcxb")

SUITES = (
    Suite("attributions", "Are sources, cues and contents right?", 3, ARTICLES, (ATTRIBUTION,)),
    Suite("agreement", "How far do two annotators agree?", 1, ("polnear/train",), (ATTRIBUTION,)),
    Suite("statements", "Are the article's own statements nobody else's?", 2, ("polnear/train",), (ATTRIBUTION,)),
    Suite("speakers", "Is the right person named as speaker?", 2, ("stories/basil",)),
    Suite("rows", "Would an editor use the rows?", 1, SAVED_PAGES),
    Suite("mentions", "Are names found, with the right type?", 5, ("ner",), (MENTIONS,)),
    Suite(
        "confidence",
        "Is a confidence of .8 right eight times in ten?",
        4,
        ("polnear", "ner"),
        (ATTRIBUTION, MENTIONS),
    ),
    Suite("linking", "Is the right place meant?", 2, ("linking",)),
    Suite("dates", "Are time expressions resolved right?", 3, ("dates/recognizers", "pages/fundus")),
    Suite("judging", "Are certainty and polarity right?", 3, ("factuality",)),
    Suite("checkworthiness", "Are check-worthy sentences ranked first?", 6, ("checkworthy",), (), ("sklearn",)),
    Suite(
        "pages", "Are text, title, authors and date of a page right?", 6, (*SAVED_PAGES, "pages/htmldate"), (PAGES,)
    ),
    Suite("captures", "Is the article found in a page's plain text?", 3, SAVED_PAGES, (PAGES,), ("inscriptis",)),
    Suite("identity", "Are two addresses of a page one article?", 1, SAVED_PAGES),
    Suite("stories", "Are articles on one event put together?", 2, ("stories/basil",)),
    Suite("copies", "Are near-duplicates found?", 1, ARTICLES),
    Suite("reading", "How much longer than Trafilatura does the reader take?", 5, SAVED_PAGES),
    Suite("extraction", "How much longer than Trafilatura does extraction take?", 3, SAVED_PAGES),
    Suite(
        "archiving",
        "What does archiving cost beside extraction and reading?",
        2,
        ("pages/scrapinghub", "pages/fundus"),
    ),
    Suite("startup", "How long does one page take, from command to receipt?", 2),
    Suite("overhead", "What does a run cost beside the work on its pages?", 10, SAVED_PAGES),
    Suite("timeline", "Where do the seconds of one page go?", 1),
    Suite("again", "What does a second run over the same pages cost?", 2, SAVED_PAGES),
    Suite("growth", "Does a chunk cost more in a larger warehouse?", 15),
    Suite("engine", "How many articles a second do Dask workers do?", 60, SAVED_PAGES, (), ("prefect_dask",)),
    Suite(
        "cluster",
        "Does a run on Dask, PostgreSQL and a lake equal a run of one process?",
        20,
        SAVED_PAGES,
        (),
        ("prefect_dask", "psycopg"),
    ),
    Suite("lake", "How many writers does one catalog serve?", 10, (), (), ("psycopg",)),
    Suite("auditing", "What does Great Expectations add to the rules?", 2),
    Suite("memory", "Does memory grow with the number of pages?", 8, SAVED_PAGES),
    Suite("hostile", "Does every bad input end in an outcome?", 15),
    Suite("kills", "Does a killed run leave the same warehouse after the next run?", 60),
    Suite("processors", "Is a page read alike on another processor?", 12, programs=("qemu-x86_64",)),
)


def suite_named(name: str) -> Suite:
    """Return a suite. Raises KeyError where there is none of the name."""
    return {suite.name: suite for suite in SUITES}[name]
