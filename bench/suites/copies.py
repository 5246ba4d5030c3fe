"""Near-duplicates among 5,000 articles made from PolNeAR's texts.

The articles are the texts themselves, articles put together from sentences of all texts, reports of three templates
and short articles with a long common tail, which are copies of nothing, and 500 copies in which 10 to 30 % of the
sentences are cut, changed or moved. Texts that share three sentences with an earlier text are left out, because they
may be copies themselves. Right is a copy that points to the article that it was made from.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bench.figure import Figure, Row, figures_of, precision_recall_f1
from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories import Appearance, KnownArticle, Neighbourhood, Profile, article_keys, gather

ARTICLES, COPIES, TEMPLATED = 5000, 500, 400
START = datetime(2026, 1, 1, tzinfo=UTC)
SHORTEST, LONGEST = 8, 40
SEED = 7
PLACES = [
    "Osmere",
    "Tarnhead",
    "Pell",
    "Nordufer",
    "Whitcombe",
    "Averland",
    "Merrow",
    "Skerry",
    "Calder",
    "Fenwick",
    "Obuya",
    "Renholm",
]
SKIES = ["sunny", "cloudy", "foggy", "windy", "stormy", "hazy", "wet", "dry", "mild", "bitter"]
TAIL = (
    "This newspaper is read by a million people every week. Sign up to our newsletter to get the news at seven every "
    "morning. Our reporters can be reached by letter, by telephone and on the usual networks. We correct mistakes in "
    "print and online, and say so. Your subscription pays for local journalism in the whole of the region. "
    "Photographs may be ordered from our archive, which is open from Monday to Friday. All rights are its own."
)
TEMPLATES = (
    "The weather in {one} will be {sky} on day {number} with a high of {a} degrees. In the evening it turns {later} "
    "and falls to {b} degrees. The wind comes from {other} at {c} miles an hour. The chance of rain is {d} per cent, "
    "and {e} per cent in {third}. The forecast is made twice a day and may change at short notice.",
    "{one} beat {other} by {a} to {b} in front of a crowd of {c} thousand. The first goal came after {d} minutes. "
    "{third} play {one} in round {number}. {other} are now {e} points behind the leaders. The table is brought up to "
    "date after every match.",
    "The {one} index closed at {a}{b} points, {c} more than the day before. Shares of {other} Mining rose by {d} per "
    "cent and those of {third} Bank fell by {e} per cent. Oil stood at {b} dollars a barrel in session {number}. "
    "Prices are given with a delay of a quarter of an hour.",
    "A fire broke out in a {sky} street of {one} at {a} past noon. {b} people from {other} were brought to safety, "
    "case {number}. The fire brigade of {third} was there for {c} hours. {tail}",
)


class Made(NamedTuple):
    """Made articles with their texts and times, and the original of each copy."""

    articles: list[tuple[str, str, datetime]]
    originals: dict[str, str]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return precision, recall and F1 of copies, and the processor time of an article."""
    made = make_articles_and_copies(gold / "polnear")
    started = time.process_time()
    copies = find_copies(made)
    seconds = time.process_time() - started
    right = sum(made.originals.get(version) == original for version, original in copies.items())
    precision, recall, f1 = precision_recall_f1(right, len(copies), len(made.originals))
    rows: tuple[Row, ...] = (
        ("F1", f1, None, "share"),
        ("precision", precision, None, "share"),
        ("recall", recall, None, "share"),
        ("processor time of an article", 1000 * seconds / len(made.articles), None, "ms"),
    )
    return figures_of("copies", rows, len(made.articles), "PolNeAR", "made copies", "articles")


def misses(gold: Path, scorers: Path) -> Iterator[str]:
    """Yield the copies that point to a wrong article, and those that were not found."""
    made = make_articles_and_copies(gold / "polnear")
    texts = {version: text for version, text, _ in made.articles}
    copies = find_copies(made)
    for version, original in copies.items():
        if made.originals.get(version) != original:
            yield f"WRONG {texts[version][:300]}\n  → {texts[original][:300]}"
    for version in sorted(made.originals.keys() - copies.keys()):
        yield f"MISSED {texts[version][:500]}\n  → {texts[made.originals[version]][:500]}"


def find_copies(made: Made) -> dict[str, str]:
    """Return the original of each article that clustering takes for a copy."""
    nothing = Profile({}, {}, {})  # stories are measured elsewhere
    new = [
        KnownArticle(version, Appearance(at.date(), False, at, at, version), text, nothing)
        for version, text, at in made.articles
    ]
    keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
    return {
        version: original
        for version, (original, _) in gather(new, keys, Neighbourhood(), load_languages()).copies.items()
    }


def make_articles_and_copies(folder: Path) -> Made:
    """Make the same articles in every run. Raises ValueError where a folder has no texts."""
    chance = random.Random(SEED)  # noqa: S311 - the same articles in every run
    texts = without_copies([file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.txt"))])
    if not texts:
        raise ValueError(f"{folder} has no .txt file; name a folder of texts")
    articles = make_articles(texts, chance)
    words = [word for text in articles[:200] for word in text.split()]
    numbers = chance.sample([n for n, text in enumerate(articles) if len(sentences(text)) >= SHORTEST], COPIES)
    whole = [(f"{number:032x}", text, START + timedelta(hours=number)) for number, text in enumerate(articles)]
    originals = {}
    for place, number in enumerate(numbers):
        version = f"c{place:031x}"
        originals[version] = whole[number][0]
        later = whole[number][2] + timedelta(hours=chance.randrange(1, 200))
        whole.append((version, perturbed(articles[number], chance, words), later))
    return Made(whole, originals)


def sentences(text: str) -> list[str]:
    """Return the sentences of more than three words."""
    return [part.strip() for part in text.replace("\n", " ").split(". ") if len(part.split()) > 3]


def written(parts: list[str]) -> str:
    """Return sentences as a text."""
    return ". ".join(parts) + "."


def perturbed(text: str, chance: random.Random, words: list[str]) -> str:
    """Return a text with 10 to 30 % of its sentences cut, changed (a fifth of the words, or all) or moved."""
    parts = sentences(text)
    share = chance.uniform(0.1, 0.3)
    for _ in range(max(1, round(share * len(parts)))):
        place = chance.randrange(len(parts))
        part = parts.pop(place)
        what = chance.choice(("cut", "change", "move"))
        if what == "move":
            parts.insert(chance.randrange(len(parts) + 1), part)
        elif what == "change":
            least = chance.choice((0.2, 1.0))
            changed = [chance.choice(words) if chance.random() < least else word for word in part.split()]
            parts.insert(place, " ".join(changed))
    return written(parts)


def templated(number: int, chance: random.Random) -> str:
    """Return a report of a template, or a short item above a long tail: alike in form, with facts of its own."""
    one, other, third = chance.sample(PLACES, 3)
    sky, later = chance.sample(SKIES, 2)
    counts = {name: chance.randrange(2, 98) for name in "abcde"}
    return TEMPLATES[number % len(TEMPLATES)].format(
        number=number, one=one, other=other, third=third, sky=sky, later=later, tail=TAIL, **counts
    )


def without_copies(texts: list[str]) -> list[str]:
    """Return the texts that share fewer than three sentences with all earlier texts: every folder has wire copies."""
    kept: list[str] = []
    seen: set[str] = set()
    for text in texts:
        long = {part for part in sentences(text) if len(part.split()) >= 8}
        if len(long & seen) < 3:
            kept.append(text)
        seen |= long
    return kept


def make_articles(texts: list[str], chance: random.Random) -> list[str]:
    """Return distinct articles: the texts first, then reports of templates and sentences put together."""
    kept = [text for text in texts if len(sentences(text)) >= SHORTEST][: ARTICLES - COPIES - TEMPLATED]
    pool = [part for text in texts for part in sentences(text)]
    made = [templated(number, chance) for number in range(TEMPLATED)]
    while len(kept) + len(made) < ARTICLES - COPIES:
        made.append(written(chance.sample(pool, chance.randrange(SHORTEST, LONGEST))))
    return kept + made
