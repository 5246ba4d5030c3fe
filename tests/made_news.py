"""Any number of different, plain news pages, for tests that need many rather than telling ones."""

from pathlib import Path

PEOPLE = ("Mara Voss", "Tobias Renholm", "Anneke Obuya", "Perrin Holt", "Dorota Fenwick")
PLACES = ("Osmere", "Calder Bay", "Tarnhead", "Pell", "Nordufer")
TOPICS = ("the harbour", "a new school", "the night ferry", "its flood wall", "the old mill")


def news_page(number: int) -> str:
    """Page `number`: always the same, and like no other."""
    person, other = PEOPLE[number % 5], PEOPLE[(number // 5 + 1 + number) % 5]
    place, topic = PLACES[number // 3 % 5], TOPICS[number // 7 % 5]
    headline = f"{place} votes on {topic}, {number} times over"
    return f"""<!doctype html><html lang="en"><head><title>{headline}</title>
<link rel="canonical" href="https://www.pelican-{number % 6}.com/news/{number}">
<meta property="article:published_time" content="2026-03-{number % 28 + 1:02}T08:30:00Z">
<meta property="og:type" content="article"></head><body><nav><a href="/">Home</a></nav><article>
<h1>{headline}</h1><p class="byline">By {other}</p>
<p>The council of {place} voted on Tuesday to spend {number + 2} million pounds on {topic}, after a debate of
{number + 3} hours in which residents asked who would pay for it and when the work would begin.</p>
<p>“We have waited {number + 4} years for this,” said {person}, who leads the council. “Nobody will pay more.”</p>
<p>{other} warned that the sum could double by the end of the year. According to the treasurer, {place} has put aside
{number + 5} million pounds since the last vote, and the rest would have to be borrowed.</p>
<p>The council will meet again in April to choose a builder for {topic}. Residents of {place} can see the plans in the
town hall on weekdays, and the council has said that it will answer letters within {number + 6} days.</p>
</article><footer>© 2026</footer></body></html>"""


def write_news(folder: Path, count: int) -> None:
    """Write pages 0 to count - 1 into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"page-{number:04}.html").write_text(news_page(number), encoding="utf-8")
