"""Near-duplicates found among many articles: python bench/copies.py FOLDER [SEED].

Takes every .txt file under FOLDER and makes 5,000 articles of them: the texts themselves, articles put together from
sentences of all, reports of three templates and short articles with a long tail in common, which are copies of
nothing, and 500 copies in which 10 to 30 % of the sentences are cut, changed or put elsewhere. Texts that share three
sentences with an earlier one are left out, for they may be copies themselves. Prints precision, recall and F1 of
copy_of: right is what points to the article that the copy was made from.
"""

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.stories import KnownArticle, Neighbourhood, Profile, article_keys, gather  # noqa: E402

ARTICLES, COPIES, TEMPLATED = 5000, 500, 400
START = datetime(2026, 1, 1, tzinfo=UTC)
SHORTEST, LONGEST = 8, 40
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


def sentences(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", " ").split(". ") if len(part.split()) > 3]


def written(parts: list[str]) -> str:
    return ". ".join(parts) + "."


def perturbed(text: str, chance: random.Random, words: list[str]) -> str:
    """The text with 10 to 30 % of its sentences cut, changed (a fifth of the words, or all) or put elsewhere."""
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
    """Weather, scores, markets, or a short item above a long tail: alike in form, each with facts of its own."""
    one, other, third = chance.sample(PLACES, 3)
    sky, later = chance.sample(SKIES, 2)
    counts = {name: chance.randrange(2, 98) for name in "abcde"}
    return TEMPLATES[number % len(TEMPLATES)].format(
        number=number, one=one, other=other, third=third, sky=sky, later=later, tail=TAIL, **counts
    )


def without_copies(texts: list[str]) -> list[str]:
    """The texts but those of which earlier ones have three sentences: real wire copies are in every folder."""
    kept: list[str] = []
    told: set[str] = set()
    for text in texts:
        long = {part for part in sentences(text) if len(part.split()) >= 8}
        if len(long & told) < 3:
            kept.append(text)
        told |= long
    return kept


def make_articles(texts: list[str], chance: random.Random) -> list[str]:
    """Distinct articles, the given texts first, then sentences of all of them put together anew."""
    kept = [text for text in texts if len(sentences(text)) >= SHORTEST][: ARTICLES - COPIES - TEMPLATED]
    pool = [part for text in texts for part in sentences(text)]
    made = [templated(number, chance) for number in range(TEMPLATED)]
    while len(kept) + len(made) < ARTICLES - COPIES:
        made.append(written(chance.sample(pool, chance.randrange(SHORTEST, LONGEST))))
    return kept + made


def main(folder: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same articles in every run
    texts = without_copies([file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.txt"))])
    if not texts:
        raise SystemExit(f"{folder} holds no .txt file; give a folder of texts")
    articles = make_articles(texts, chance)
    words = [word for text in articles[:200] for word in text.split()]
    numbers = chance.sample([n for n, text in enumerate(articles) if len(sentences(text)) >= SHORTEST], COPIES)
    whole = [(f"{number:032x}", text, START + timedelta(hours=number)) for number, text in enumerate(articles)]
    wanted = {}
    for place, number in enumerate(numbers):
        version = f"c{place:031x}"
        wanted[version] = whole[number][0]
        later = whole[number][2] + timedelta(hours=chance.randrange(1, 200))
        whole.append((version, perturbed(articles[number], chance, words), later))
    nothing = Profile({}, {}, {})  # stories are measured elsewhere
    started = time.process_time()
    new = [KnownArticle(version, version, at, "hour", at, text, nothing) for version, text, at in whole]
    keys = {one.version_id: article_keys(one.text, one.profile, one.day) for one in new}
    found = {version: original for version, (original, _) in gather(new, keys, Neighbourhood()).copies.items()}
    seconds = time.process_time() - started
    right = sum(wanted.get(version) == original for version, original in found.items())
    precision, recall = right / max(1, len(found)), right / len(wanted)
    print("| articles | of them texts as given | copies | found | right | precision | recall | F1 | ms an article |")
    print("|---|---|---|---|---|---|---|---|---|")
    given = sum(text in set(texts) for text in articles)
    print(
        f"| {len(whole)} | {given} | {len(wanted)} | {len(found)} | {right} | {precision:.4f} | {recall:.4f} | "
        f"{2 * precision * recall / max(1e-9, precision + recall):.4f} | {1000 * seconds / len(whole):.2f} |"
    )
    if "-v" in sys.argv:
        by_version = {version: text for version, text, _ in whole}
        for version, original in list(found.items()):
            if wanted.get(version) != original:
                print("WRONG", by_version[version][:300], "\n  →", by_version[original][:300])
        for version in wanted.keys() - found.keys():
            print("MISSED", by_version[version][:500], "\n  →", by_version[wanted[version]][:500])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 7)
