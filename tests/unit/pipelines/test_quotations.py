import pytest

from hearsay.pipelines.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        # straight marks
        ('He said "I will go" and left.', [['"I will go"']]),
        # typographic marks, an apostrophe inside
        ("“It’s over,” she said.", [["“It’s over,”"]]),
        # British single marks with a possessive and an apostrophe inside
        ("He said ‘it’s the dogs’ dinner,’ and left.", [["‘it’s the dogs’ dinner,’"]]),
        # German, French, Danish
        ("„Wir kommen“, sagte er.", [["„Wir kommen“"]]),
        ("« Nous venons », dit-il.", [["« Nous venons »"]]),
        ("»Vi kommer«, sagde han.", [["»Vi kommer«"]]),
        # two typewriter apostrophes, as some wires send them
        ("''We won,'' he said.", [["''We won,''"]]),
        # a quotation inside a quotation is part of the outer one
        ("“He called it ‘a mess’ twice.”", [["“He called it ‘a mess’ twice.”"]]),
        # over two paragraphs, the first without a closing mark
        ("“One.\n\n“Two,” he said.", [["“One.", "“Two,”"]]),
        # a mark that nobody closed is none
        ("“One and nothing.\n\nThe next paragraph “ends” here.", [["“ends”"]]),
        # apostrophes and feet and inches are no quotations
        ("The '90s were the players' years; he is 6'2\" tall.", []),
        ("It's Trump's and the Joneses' house.", []),
    ],
)
def test_phrase_book(text: str, quotations: list[list[str]]) -> None:
    """Quotation marks differ between countries, and a wrong pair of marks swallows half an article."""
    found = [[text[start:end] for start, end in quotation.parts] for quotation in find_quotations(text)]
    assert found == quotations
