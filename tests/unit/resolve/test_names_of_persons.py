"""Names of persons in English text: surnames, titles and particles of other languages, father and son, bylines."""

import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearsay.pipelines.marks import behind_marks
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.reader.completion import complete_names
from hearsay.pipelines.records import Article, Mention, Span
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.resolve.entities.surnames import two_surnames
from tests.english import ENGLISH
from tests.unit.resolve.test_entities import persons

TITLES = Path(__file__).parents[2] / "specimens" / "person_titles.toml"


def names(text: str, *mentions: str) -> list[str]:
    """Return the canonical name of each mention."""
    return [entity.canonical_name for entity in persons(text, *mentions)]


def titled() -> Iterator[tuple[str, str]]:
    for lines in tomllib.loads(TITLES.read_text(encoding="utf-8")).values():
        yield from lines.items()


@pytest.mark.parametrize(("with_title", "full"), titled())
def test_a_title_of_any_language_is_no_part_of_the_name(with_title: str, full: str) -> None:
    """'Bürgermeister Öhlmann' is the Öhlmann whom the article names in full."""
    assert len(set(names(f"{full} came. {with_title} said it was late.", full, with_title))) == 1


@pytest.mark.parametrize("name", ["Don Lemmings", "Pan Gongrui", "Tun Daweil", "Dom Penhale", "Maire Quill"])
def test_a_first_name_that_may_be_a_title_stays(name: str) -> None:
    """'Don' is a title only where the article has the name without it."""
    assert names(f"{name} came.", name) == [name]
    assert len(set(names(f"{name} came. Tom Lund left.", name, "Tom Lund"))) == 2


@pytest.mark.parametrize(
    ("text", "mentions", "means"),
    [
        # the first of two surnames
        ("Ramón Ortega Vela came. Ortega said so.", ("Ramón Ortega Vela", "Ortega"), "Ramón Ortega Vela"),
        # the same word as the first surname of one person and the second of another
        (
            "Ramón Ortega Vela came. Ortega sat. Lucía Vela Ruidera spoke. Vela said so.",
            ("Ramón Ortega Vela", "Ortega", "Lucía Vela Ruidera", "Vela"),
            "Lucía Vela Ruidera",
        ),
        # the second surname alone is nobody where the first names the person
        ("Ramón Ortega Vela came. Ortega sat. Vela said so.", ("Ramón Ortega Vela", "Ortega", "Vela"), "Vela"),
        # two persons with the first surname: the one named last
        (
            "Lucía Ortega Ruiz came. Ramón Ortega Vela spoke. Ortega said so.",
            ("Lucía Ortega Ruiz", "Ramón Ortega Vela", "Ortega"),
            "Ramón Ortega Vela",
        ),
        # a person called by both surnames is not meant by one
        (
            "Ramón Ortega Vela came. Ramón Ortega y Marín sat. Ortega y Marín spoke. Ortega said so.",
            ("Ramón Ortega Vela", "Ramón Ortega y Marín", "Ortega y Marín", "Ortega"),
            "Ramón Ortega Vela",
        ),
        # the first name is no surname
        ("Juan Manuel Ortega came. Ortega said so.", ("Juan Manuel Ortega", "Ortega"), "Juan Manuel Ortega"),
        # names with particles
        (
            "Ana de la Torre Vela came. De la Torre said so.",
            ("Ana de la Torre Vela", "De la Torre"),
            "Ana de la Torre Vela",
        ),
        # Portuguese: the last surname
        ("João da Rocha e Silva came. Silva said so.", ("João da Rocha e Silva", "Silva"), "João da Rocha e Silva"),
        ("João da Rocha e Silva came. Rocha said so.", ("João da Rocha e Silva", "Rocha"), "Rocha"),
        # English: the last name, and never the middle one
        ("Mary Higgins Clark came. Clark said so.", ("Mary Higgins Clark", "Clark"), "Mary Higgins Clark"),
        ("Mary Higgins Clark came. Higgins said so.", ("Mary Higgins Clark", "Higgins"), "Higgins"),
        ("George Herbert Walker came. Herbert said so.", ("George Herbert Walker", "Herbert"), "Herbert"),
    ],
)
def test_a_surname_means_the_person_whose_first_surname_it_is(
    text: str, mentions: tuple[str, ...], means: str
) -> None:
    """Words go to the right one of two families, or to nobody."""
    assert names(text, *mentions)[-1] == means


@pytest.mark.parametrize(
    ("name", "countries", "first"),
    [
        ("Ramón Ortega Vela", (), "ortega"),
        ("Marta Ruidera Ortega", (), "ruidera"),
        ("Jordi Puigverd i Soler", (), "puigverd"),
        ("Pedro Hualcara Ocrospoma", ("PE",), "hualcara"),
        ("Pedro Hualcara Ocrospoma", (), None),
        ("Carlos Costa Pereira", ("BR",), None),
        ("Maria Garcia Clark", (), None),
        ("John I Ortega", (), None),
        ("Ana Vera Ruiz", ("MX",), "vera"),
        ("Ana Vera Ruiz", (), None),
        ("George Herbert Walker", ("ES",), None),
    ],
)
def test_two_surnames_need_evidence(name: str, countries: tuple[str, ...], first: str | None) -> None:
    """Names that many countries have, and middle names, are no surnames without it."""
    both = two_surnames(name, ENGLISH, countries)
    assert (both.first if both else None) == first


def test_a_person_of_both_surnames_is_not_the_person_of_the_second() -> None:
    """'Juan Vela' lacks the name by which Juan Ortega Vela goes."""
    text = "Ramón Ortega Vela came. Ramón Vela spoke."
    assert len(set(names(text, "Ramón Ortega Vela", "Ramón Vela"))) == 2


@pytest.mark.parametrize("apostrophe", "'’ʼʻ‘")
def test_apostrophes_of_names_are_alike(apostrophe: str) -> None:
    """Newspapers set the same name with several of them."""
    name = f"Niamh O{apostrophe}Dowda"
    assert len({entity.entity_id for entity in persons(f"{name} came. O’Dowda spoke.", name, "O’Dowda")}) == 1


@pytest.mark.parametrize(
    ("text", "parts", "wholes"),
    [
        (
            "Mayor Marit in 't Hout came. In ’t Hout spoke.",
            ("Marit", "Hout", "Hout"),
            ["Marit in 't Hout", "In ’t Hout"],
        ),
        ("Anna op den Berg came.", ("Anna", "Berg"), ["Anna op den Berg"]),
        ("Klaas in het Veld came.", ("Klaas",), ["Klaas in het Veld"]),
        ("Van de Kamp came.", ("Kamp",), ["Van de Kamp"]),
        ("Karl von und zu Tann came.", ("Karl", "Tann"), ["Karl von und zu Tann"]),
        ("Tom Lund sat in the Hall.", ("Tom Lund",), ["Tom Lund"]),
        ("There was something in 't Hout.", ("Hout",), ["Hout"]),
    ],
)
def test_a_name_is_not_cut_at_its_particle(text: str, parts: tuple[str, ...], wholes: list[str]) -> None:
    """Two mentions of one name are not two persons."""
    mentions, at = [], 0
    for part in parts:
        at = text.index(part, at)
        mentions.append(Mention(at, at + len(part), "person", 0.9))
        at += len(part)
    completed = complete_names(text, mentions, ENGLISH)
    assert [text[mention.start : mention.end] for mention in completed] == wholes


@pytest.mark.parametrize(
    ("text", "mentions", "means"),
    [
        (
            "John Haddow Sr. built it. His son John Haddow Jr. runs it. Haddow Jr. said so.",
            ("John Haddow Sr.", "John Haddow Jr.", "Haddow Jr."),
            ["John Haddow Sr.", "John Haddow Jr.", "John Haddow Jr."],
        ),
        (
            "John Haddow Sr. built it. John Haddow Jr. runs it. The elder Haddow said so.",
            ("John Haddow Sr.", "John Haddow Jr.", "Haddow"),
            ["John Haddow Sr.", "John Haddow Jr.", "John Haddow Sr."],
        ),
        (
            "Tobias Renholm came. His son, Tobias Renholm Jr., sat. Renholm said so.",
            ("Tobias Renholm", "Tobias Renholm Jr.", "Renholm"),
            ["Tobias Renholm", "Tobias Renholm Jr.", "Tobias Renholm"],
        ),
        (
            "Carl Brand II came. Carl Brand III sat.",
            ("Carl Brand II", "Carl Brand III"),
            ["Carl Brand II", "Carl Brand III"],
        ),
        # one person, with the mark and without it
        ("Carl Brand Jr. came. Carl Brand spoke.", ("Carl Brand Jr.", "Carl Brand"), ["Carl Brand", "Carl Brand"]),
    ],
)
def test_father_and_son_are_two_persons(text: str, mentions: tuple[str, ...], means: list[str]) -> None:
    """The words of one must not be those of the other."""
    assert names(text, *mentions) == means


def test_a_byline_in_the_line_is_no_part_of_the_name() -> None:
    """A page that lost its line breaks has the author's name right before the first person's."""
    text = "Canal fight goes on By Ines Halvorsen Tom Kahananu, who farms, said the water was his."
    article = Article("capture", text, language="en", authors=("Ines Halvorsen",))
    resolution = resolve(article, read_text(text, ENGLISH), ENGLISH)
    named = {entity.entity_id: entity.canonical_name for entity in resolution.entities}
    assert "Tom Kahananu" in named.values()
    assert named[resolution.claims[0].source_entity_id or ""] == "Tom Kahananu"


def test_no_span_ends_before_a_combining_mark() -> None:
    """'Bárány' in two characters a letter is cut after a letter, and never within one."""
    text = unicodedata.normalize(
        "NFD", "The lake will be drained, said Enikő Bárány, of Kovácsolné. “We like the café,” said José Olé."
    )
    reading = read_text(text, ENGLISH)
    claims = resolve(Article("capture", text, language="en"), reading, ENGLISH).claims
    spans = [Span(mention.start, mention.end) for mention in reading.mentions]
    for claim in claims:
        spans += [*claim.attribution.source, *claim.attribution.cue, *claim.attribution.content]
    assert len(claims) > 1
    assert any(text[span.start : span.end].endswith("\u0301") for span in spans)
    assert [text[span.start : span.end] for span in spans if behind_marks(text, span.end) > span.end] == []
