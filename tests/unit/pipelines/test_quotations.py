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
        # British single marks with double marks inside, also split, also before a comma
        ("‘He called it “absolute rubbish” and left,’ she said.", [["‘He called it “absolute rubbish” and left,’"]]),
        ("‘We asked,’ she said, ‘and he said “no”.’", [["‘We asked,’"], ["‘and he said “no”.’"]]),
        ("‘“Stop!” he cried,’ she said.", [["‘“Stop!” he cried,’"]]),
        ("'It was a \"mess\" from the start', he said.", [["'It was a \"mess\" from the start'"]]),
        (
            "‘It isn’t closing ’til May, and the traders’ rents won’t rise,’ he said.",
            [["‘It isn’t closing ’til May, and the traders’ rents won’t rise,’"]],
        ),
        ("‘Rock ’n’ roll is dead,’ she said.", [["‘Rock ’n’ roll is dead,’"]]),
        # single marks over two paragraphs, and around single words
        ("‘One.\n\n‘Two,’ he said.", [["‘One.", "‘Two,’"]]),
        ("He praised the ‘heroes’ and the ‘villains’.", [["‘heroes’"], ["‘villains’"]]),
        # an apostrophe set as an opening mark
        ("Go ‘til the end, “now or never”, he said.", [["“now or never”"]]),
        ("The ‘til-May plan is ‘dead’, she said.", [["‘dead’"]]),
        ("The ‘90s, rock ‘n’ roll: “It‘s over,” she said.", [["“It‘s over,”"]]),
        ("Go ‘til the end.\n\n‘We won,’ he said.", [["‘We won,’"]]),
        ("In the '90s the players' club “won” the fans' cup.", [["“won”"]]),
        # low, corner and angle marks
        ("‚We come‘, she said; 「we go」, he said; ›we stay‹.", [["‚We come‘"], ["「we go」"], ["›we stay‹"]]),
        # chevrons as bullets and arrows
        ("» Voss said: «We won».\n» Voss leaves", [["«We won»"]]),
        ("› Home › News › Osmere\n« Previous\nNext »", []),
        # apostrophes and feet and inches are no quotations
        ("The '90s were the players' years; he is 6'2\" tall.", []),
        ("It's Trump's and the Joneses' house.", []),
    ],
)
def test_phrase_book(text: str, quotations: list[list[str]]) -> None:
    """Quotation marks differ between countries, and a wrong pair of marks swallows half an article."""
    found = [[text[start:end] for start, end in quotation.parts] for quotation in find_quotations(text)]
    assert found == quotations
