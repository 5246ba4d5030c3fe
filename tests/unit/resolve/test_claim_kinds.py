"""Phrase book of kinds: what the source of a claim does, and whether it said anything."""

import tomllib
from pathlib import Path

import pytest

from hearsay.pipelines.resolve.claims.cues import cue_lemma
from hearsay.pipelines.resolve.claims.kinds import Act, Form, judge_kind
from hearsay.warehouse.schema import CLAIM_KINDS
from tests.english import ENGLISH

BOOK = tomllib.loads(Path(__file__).with_name("kind_phrases.toml").read_text(encoding="utf-8"))


def act_of(cue: str, content: str, source_type: str = "named", before: str = "Voss ") -> Act:
    """Return the act of a claim by its words."""
    quote_type = "direct" if content.startswith("“") else "indirect"
    return judge_kind(Form(cue_lemma(cue, ENGLISH), cue, before, content, quote_type, source_type), ENGLISH)


def cases(section: str) -> list[object]:
    """Return the cases of a section of the book, with their words as the name of the test."""
    return [pytest.param(*case, id=f"{case[0]}: {case[1]}") for case in BOOK[section]["cases"]]


@pytest.mark.parametrize(("cue", "content", "kind"), cases("said"))
def test_what_was_said(cue: str, content: str, kind: str) -> None:
    """Rows of who_said_what: somebody spoke."""
    assert act_of(cue, content) == Act(kind, is_said=True)


@pytest.mark.parametrize(("cue", "content", "kind"), cases("not_said"))
def test_what_nobody_said(cue: str, content: str, kind: str) -> None:
    """Attitudes, acts and words to come are not what somebody is said to have said."""
    assert act_of(cue, content) == Act(kind, is_said=False)


@pytest.mark.parametrize(("cue", "content", "kind"), cases("document"))
def test_what_a_document_says(cue: str, content: str, kind: str) -> None:
    """A document quotes itself, but an accusation in it stays one."""
    assert act_of(cue, content, "document").kind == kind


def test_a_quoted_attitude_was_said() -> None:
    """Nobody quotes a thought."""
    assert act_of("believes", "“The bridge is safe”") == Act("believes", is_said=True)


def test_nobody_says_a_claim_without_a_source() -> None:
    """'It is feared that …' has no source, and the article's own statement is nobody's claim."""
    assert act_of("feared", "that the bridge is unsafe", "none") == Act("believes", is_said=False)
    assert act_of("", "The bridge is safe.", "author") == Act("states", is_said=False)


def test_a_noun_before_its_cue_is_no_verb() -> None:
    """'The council's plan' is not the council planning aloud."""
    assert not act_of("claim", "that the bridge is safe", before="the council’s ").is_said


def test_every_kind_has_a_case() -> None:
    """A kind that no phrase shows is not understood by anybody."""
    shown = {case[2] for section in BOOK.values() for case in section["cases"]}
    assert shown == set(CLAIM_KINDS)


def test_every_listed_cue_has_an_allowed_kind() -> None:
    """A slip in the list would be refused by the audit, page by page."""
    for kind, manner in ENGLISH.table("claims/cue_kinds").values():
        assert (kind in CLAIM_KINDS, manner in ("said", "held")) == (True, True)
