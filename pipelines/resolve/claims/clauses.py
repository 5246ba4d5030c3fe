"""The main clause of a content, word by word, and the predicate that stands for it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import WordSignal

CLAUSE_WORDS = 24
"""Words that are read at most: a main clause has got to its verb, and to what that takes, by then."""

PREDICATE = -0.2
"""The signal above which a word is taken for a predicate; chosen on the phrase book of the tests, not on gold."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+|(?<=\d)[.,](?=\d)\d+|\.(?=[^\W_]\.?(?![^\W_]))[^\W_])*|[?,;:.—]")
"""Words and marks; 6.6, 1,500 and U.S are one word."""
_STOPS = frozenset("?;.—")
_RELATIVE = frozenset(("who", "whom", "whose", "which"))
_TO_VERB = 5
"""Words from a verb to the infinitive that it takes: 'failed, he said, to'; 'asked the council to'."""


class Word(NamedTuple):
    """A word of a clause in lower case with plain apostrophes; its signal where the reader gave one."""

    form: str
    written: str
    signal: WordSignal | None = None

    @property
    def is_predicate(self) -> bool:
        """Whether the reader takes it for a predicate."""
        return self.signal is not None and self.signal.predicate > PREDICATE


def words_of(text: str, signals: Sequence[WordSignal] = ()) -> list[Word]:
    """The words and marks of a text. `signals` have their offsets in it."""
    by_start = {signal.start: signal for signal in signals}
    found: list[Word] = []
    for match in _WORD.finditer(text):
        if match.group() == "." and found and _is_shortened(found[-1], text[match.end() : match.end() + 2]):
            continue
        found.append(Word(match.group().lower().replace("’", "'"), match.group(), by_start.get(match.start())))
    return found


def _is_shortened(word: Word, after: str) -> bool:
    """Whether the full stop behind a word belongs to it: 'Mr.', 'U.S.', 'J.', and 'No.' before a number."""
    if word.form == "no":
        return after.strip()[:1].isdigit()
    is_initial = len(word.written) == 1 and word.written.isupper() and word.written != "I"
    return is_initial or "." in word.form or word.form in word_set("resolve/entities/data/person_titles.txt")


def main_clause(words: Sequence[Word]) -> tuple[list[Word], str]:
    """The words up to where another clause begins, and the word or mark that begins it, "" where none does.

    What stands ahead of the main clause is left out. A clause with 'that' belongs to the one that takes it: 'he did
    not know that it was weak' is one.
    """
    breaks = word_set("resolve/claims/data/clause_breaks.txt")
    clause: list[Word] = []
    for word in _without_relatives(_without_ahead(words)):
        if (word.form in breaks and clause) or word.form in _STOPS:
            return clause, word.form
        if word.form == "that" and len(clause) > 2 and clause[-1].form in ("and", "but"):
            return clause[:-1], "and"
        if len(clause) >= CLAUSE_WORDS:
            break
        clause.append(word)
    return clause, ""


def _without_relatives(words: Sequence[Word]) -> Iterator[Word]:
    """Without relative clauses between commas: 'the mayor, who did not vote, welcomed it'."""
    at = 0
    while at < len(words):
        yield words[at]
        if words[at].form == "," and at + 1 < len(words) and words[at + 1].form in _RELATIVE:
            at = next((end for end in range(at + 2, len(words)) if words[end].form in (",", *_STOPS)), at)
        at += 1


def _without_ahead(words: Sequence[Word]) -> Sequence[Word]:
    """Without a clause or phrase that stands first and ends at a comma: 'After losing the vote, she resigned'."""
    if is_ahead(words):
        for at, word in enumerate(words[:CLAUSE_WORDS]):
            if word.form == "," and words[at + 1].form not in _RELATIVE:
                return words[at + 1 :]
    return words


def is_ahead(words: Sequence[Word]) -> bool:
    """Whether the words begin with something that stands before their main clause and ends at a comma."""
    begins = bool(words) and words[0].form in word_set("resolve/claims/data/clause_openers.txt")
    return begins and any(
        word.form == "," and len(words) > at + 2 and words[at + 1].form not in _RELATIVE
        for at, word in enumerate(words[:CLAUSE_WORDS])
    )


def head_of(clause: Sequence[Word]) -> int | None:
    """The predicate that stands for a clause: its first, or what that one embeds; None where the reader sees none.

    'The bank failed to warn' is about warning, 'I think it is over' about being over.
    """
    predicates = [
        at
        for at, word in enumerate(clause)
        if word.is_predicate and not _is_apart(clause, at) and not _helps_another(clause, at)
    ]
    if not predicates:
        return None
    head = predicates[0]
    for at in predicates[1:]:
        if not _is_embedded(clause, head, at):
            break
        head = at
    return head


def is_noun(clause: Sequence[Word], at: int) -> bool:
    """Whether a word that may embed a clause is a noun here: 'its plan to', 'a government plan to'."""
    before = [word.form for word in clause[max(at - 2, 0) : at]]
    if not before or before[-1] == "to":
        return False
    return (
        before[-1] in word_set("resolve/claims/data/determiners.txt")
        or before[-1].endswith("'s")
        or (before[0] in ("a", "an") and len(before) == 2)
    )


def _is_apart(clause: Sequence[Word], at: int) -> bool:
    """Whether a predicate is that of a relative clause, or goes with a noun: 'its plan to close it was dropped'."""
    if any(word.form in _RELATIVE for word in clause[max(at - 2, 0) : at]):
        return True
    embedding = load_lexicon("resolve/claims/data/embedding_words.txt")
    if clause[at].form in embedding:
        return is_noun(clause, at)
    noun = next((one for one in range(at - 1, max(at - 4, 0), -1) if clause[one].form in embedding), None)
    return noun is not None and clause[noun + 1].form == "to" and is_noun(clause, noun)


def _helps_another(clause: Sequence[Word], at: int) -> bool:
    """Whether a predicate is an auxiliary of the next one: 'had failed', 'did not fail', but not 'had no doubt'."""
    if clause[at].form not in word_set("resolve/claims/data/auxiliaries.txt"):
        return False
    behind = next((word for word in clause[at + 1 :] if word.form != "not" and not word.form.endswith("ly")), None)
    return behind is not None and behind.is_predicate


def _is_embedded(clause: Sequence[Word], head: int, at: int) -> bool:
    if clause[head].form not in load_lexicon("resolve/claims/data/embedding_words.txt"):
        return False
    between = [word.form for word in clause[head + 1 : at]]
    return "to" in between[:_TO_VERB] or "that" in between or "," not in between
