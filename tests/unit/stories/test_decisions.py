"""Decisions about articles and their neighbours: rare cases that a run meets only by chance."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hearsay.pipelines.language import load_languages
from hearsay.pipelines.stories import (
    Appearance,
    KnownArticle,
    KnownClaim,
    Neighbourhood,
    article_keys,
    gather,
    make_profile,
)
from hearsay.pipelines.stories.pairs import least_likely, same_event

LANGUAGES = load_languages()
FERRY = (
    "The ferry Tarn Spirit ran aground off Pell Island on Monday. Forty passengers were taken off by lifeboats. "
    "Captain Ines Obuya said the engine had failed in the storm. The coastguard sent two helicopters."
)
HOSPITAL = (
    "The hospital of Pell Island treated forty ferry passengers for cold after the storm. Captain Ines Obuya of the "
    "Tarn Spirit was among them. The lifeboats came within the hour, the coastguard said."
)
INQUIRY = (
    "The coastguard looks into why the ferry Tarn Spirit ran aground off Pell Island. Captain Ines Obuya told it "
    "that the engine failed in the storm. All forty passengers are well, the hospital said."
)
ORCHESTRA = (
    "The orchestra of Whitcombe plays Brahms on Friday under a new conductor, Anneke Lund. Tickets cost 12 pounds "
    "and are sold at the door of the Corn Exchange. The strings were late for the rehearsal."
)


def article(name, text, hour=12, **known):
    """Return an article of an outlet at an hour of 1 March; `known` are its values in the warehouse."""
    at = datetime(2026, 3, 1, hour, tzinfo=UTC)
    names = [(one, one) for one in ("Tarn Spirit", "Pell Island", "Ines Obuya", "Whitcombe", "Brahms") if one in text]
    profile = make_profile(text.split(".")[0], text, "en", names)
    return KnownArticle(f"article-{name}", Appearance(at.date(), False, at, at, name), text, profile, **known)


def decide(*new, **around):
    """Return the decisions about new articles next to those of the warehouse."""
    keys = {one.version_id: article_keys(one.text, one.profile, one.day) for one in new}
    return gather(new, keys, Neighbourhood(**around), LANGUAGES)


def stories(*known):
    """Return the articles of the warehouse, and the beginning of each of their stories."""
    began = {one.story_id: one.appearance.at for one in known}
    return {"articles": {one.version_id: one for one in known}, "stories": began}


FIRST = article("first", FERRY, hour=8, story_id="story-of-first")
SECOND = article("second", HOSPITAL, hour=9, story_id="story-of-second")


def test_an_article_that_belongs_to_two_stories_on_one_event_makes_them_one():
    """Two concurrent runs each founded a story. The older story keeps its id, and later articles join it."""
    third, fourth = article("third", INQUIRY, hour=10), article("fourth", INQUIRY.replace("All", "The"), hour=11)
    decisions = decide(
        third,
        fourth,
        near_stories={"third": ["second", "first"], "fourth": ["second"]},
        **stories(FIRST, SECOND),
    )
    assert decisions.merged_stories == {"story-of-second": "story-of-first"}
    assert decisions.story_of == {"third": "story-of-first", "fourth": "story-of-first"}
    assert decisions.founded_stories == {}


def test_an_article_that_is_of_two_events_leaves_their_stories_apart():
    """A round-up of the day would otherwise merge all its events into a single story."""
    music = article("music", ORCHESTRA, hour=7, story_id="story-of-music")
    round_up = article("round-up", f"{FERRY} {ORCHESTRA}")
    decisions = decide(round_up, near_stories={"round-up": ["first", "music"]}, **stories(FIRST, music))
    assert decisions.merged_stories == {}
    assert decisions.story_of["round-up"] in {"story-of-first", "story-of-music"}


def test_articles_more_than_a_week_apart_are_on_two_events():
    """The next storm at the same island is another story."""
    (early, late) = (FIRST.profile, date(2026, 3, 1)), (SECOND.profile, date(2026, 3, 9))
    assert same_event(early, early) > least_likely()
    assert same_event(early, late) == 0


def test_an_article_in_a_language_without_a_table_goes_by_its_names():
    """Without a table, its words have no weights, and common words would join all articles of the language."""
    profile = make_profile("Mae’r fferi", "Mae’r fferi ar y creigiau.", "xx", [("pell", "Ynys Pell")])
    assert (profile.terms, profile.title) == ({}, {})
    assert profile.names == {"pell": 1.0}


def test_an_original_that_comes_late_takes_over_the_copies_of_its_copy():
    """The agency's own page is often crawled last. Copies of its copy must then link to it."""
    copied = replace(
        FIRST, appearance=replace(FIRST.appearance, version_id="copied"), article_id="article-copied", copy_of="first"
    )
    rewritten = replace(article("rewritten", HOSPITAL, hour=11), copy_of="first", story_id="story-of-first")
    agency = article("agency", FERRY, hour=6)
    decisions = decide(
        agency,
        near_texts={"agency": ["first"]},
        copies={"first": ["copied", "rewritten", "forgotten"]},
        **stories(FIRST, copied, rewritten),
    )
    assert decisions.copies == {"first": ("agency", 1.0), "copied": ("agency", 1.0), "rewritten": ("agency", 0.0)}


def test_an_excerpt_finds_the_claim_of_its_story_in_the_batch_and_in_the_warehouse():
    """The keys of claims find like claims only. An excerpt is found by the words of its story's claims."""
    whole = KnownClaim("whole", f"“{FERRY}”", "obuya", "+", None, "Ines Obuya", "person")
    part = KnownClaim("part", "“Captain Ines Obuya said the engine had failed in the storm”", "obuya", "+")
    first = article("early", FERRY, hour=8, claims=(whole,))
    second = article("late", INQUIRY, hour=9, claims=(part,))
    batch = decide(first, second)
    assert batch.group_of["part"] == batch.group_of["whole"]
    stored = replace(whole, group_id="group-of-whole", version_id="early", story_id="story-of-early")
    later = decide(
        second,
        near_stories={"late": ["early"]},
        claims={"whole": stored},
        story_claims={"late": ["whole"]},
        **stories(replace(first, story_id="story-of-early", claims=())),
    )
    assert later.group_of == {"part": "group-of-whole"}


ARREST = (
    "A {age}-year-old man was arrested in {place} on {day} after a robbery at a {shop}, police said. The man is "
    "suspected of having threatened a cashier with a knife. “Nobody was hurt, and we are glad of it,” said "
    "{officer}, a spokesman for the county police. The man will be brought before a judge within 48 hours. Anyone "
    "who saw something is asked to call the county police at 555-0140 or to use the form on its web page."
)


def test_two_events_in_one_template_are_two_stories():
    """Nearly all words of two police items are equal. Places, persons and numbers show that two were arrested."""
    ostrey = ARREST.format(age=34, place="Ostrey", day="Monday", shop="petrol station", officer="Ole Brandt")
    aker = ARREST.format(age=51, place="Aker", day="Thursday", shop="pharmacy", officer="Pia Sund")
    follow_up = ostrey.replace("police said", "the county said").replace("A 34-year-old man", "The man")
    decisions = decide(article("a", ostrey, hour=8), article("b", aker, hour=9), article("c", follow_up, hour=10))
    assert decisions.story_of["a"] != decisions.story_of["b"]
    assert decisions.story_of["a"] == decisions.story_of["c"]


def test_equal_headlines_of_a_column_are_no_evidence():
    """Columns of two weeks share their headline and the words of it, and nothing else."""
    ferry = make_profile("Letters to the editor", FERRY, "en", [])
    music = make_profile("Letters to the editor", ORCHESTRA, "en", [])
    assert same_event((ferry, date(2026, 3, 1)), (music, date(2026, 3, 1))) < least_likely()


def test_a_story_joins_no_article_that_is_near_a_single_article_of_it():
    """Otherwise a story chains to the next event by its one article that is on both."""
    near = article("near", HOSPITAL, hour=9, story_id="story-of-near")
    alone = decide(article("new", FERRY, hour=10), near_stories={"new": ["near"]}, **stories(near))
    among = {**stories(near), "sizes": {"story-of-near": 9}}
    assert alone.story_of["new"] == "story-of-near"
    assert (
        decide(article("new", FERRY, hour=10), near_stories={"new": ["near"]}, **among).story_of["new"]
        != near.story_id
    )
