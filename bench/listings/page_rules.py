"""List what each rule of page extraction removes and adds: python -m bench.listings.page_rules GOLD SCORERS

The first table counts the lines that each rule removes, and how many of them the gold body holds. The second one has
the body F1 without each of the rules that add lines.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from bench.saved_pages import BODY_SETS, article_of, body_shares, mean_shares, pages_with_body
from training.evaluate import load_scorer

Rule = tuple[str, str]
"""A part of the page, and the reason for which a line is removed there."""
ADDING = {"all": None, "without lead": "with_lead", "without subheadings": "with_subheadings"}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorers", type=Path)
    args = parser.parse_args()
    scorer = load_scorer(args.scorers / "pages.py")
    print_removed(args.gold, scorer)
    print()
    print_added(args.gold, scorer)


def print_removed(gold: Path, scorer: ModuleType) -> None:
    """Print how many lines each rule removes, and how many of them belong to the body."""
    removed, lost = Counter[Rule](), Counter[Rule]()
    for name in BODY_SETS:
        for page in pages_with_body(gold, name):
            body = f" {scorer.key(page['body'])} "
            for item in article_of(gold, name, page).removed:
                rule = (item.part, item.reason)
                removed[rule] += 1
                lost[rule] += f" {scorer.key(item.text)} " in body
    print("| rule: part, reason | lines removed | not in the gold body | in it |\n|---|---|---|---|")
    for rule, count in sorted(removed.items()):
        print(f"| {', '.join(rule)} | {count} | {count - lost[rule]} | {lost[rule]} |")


def print_added(gold: Path, scorer: ModuleType) -> None:
    """Print the body F1 of each set with one rule switched off."""
    print(f"| rules that add lines | {' | '.join(f'F1 {name}' for name in BODY_SETS)} |\n|---|---|---|---|")
    for label, function in ADDING.items():
        with _switched_off(function):
            values = [_body_f1(scorer, gold, name) for name in BODY_SETS]
        print(f"| {label} | {' | '.join(f'{value:.4f}' for value in values)} |")


@contextmanager
def _switched_off(function: str | None) -> Iterator[None]:
    """Let one of the functions of extract.body.paragraphs that add lines return its lines as they are."""
    from hearsay.pipelines.extract.body import paragraphs

    original = getattr(paragraphs, function) if function else None
    if function:
        setattr(paragraphs, function, lambda *arguments: next(item for item in arguments if isinstance(item, list)))
    try:
        yield
    finally:
        if function:
            setattr(paragraphs, function, original)


def _body_f1(scorer: ModuleType, gold: Path, name: str) -> float:
    pages = pages_with_body(gold, name)
    return mean_shares([body_shares(scorer, page, article_of(gold, name, page)) for page in pages])[2]


if __name__ == "__main__":
    main()
