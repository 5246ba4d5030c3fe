"""The article in full-page plain text, which inscriptis makes of saved pages.

The weights that choose the lines have seen some of these pages: training/text_lines.py measures folds by site.
"""

from pathlib import Path

from bench.figure import Figure
from bench.saved_pages import BODY_SETS, SEEN, article_of, body_shares, markup_of, mean_shares, pages_with_body
from training.evaluate import load_scorer


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return body precision, recall and F1 of each set."""
    from inscriptis import get_text

    scorer = load_scorer(scorers / "pages.py")
    figures = []
    for name, public_name in BODY_SETS.items():
        pages = pages_with_body(gold, name)
        shares = [
            body_shares(scorer, page, article_of(gold, name, page, get_text(markup_of(gold, name, page))))
            for page in pages
        ]
        for label, value in zip(("precision", "recall", "F1"), mean_shares(shares), strict=True):
            figures.append(
                Figure(
                    "captures",
                    f"body {label}, {name}",
                    len(pages),
                    value,
                    set=public_name,
                    part=f"plain text, {SEEN[name]} pages seen in training",
                    items="pages",
                )
            )
    return figures
