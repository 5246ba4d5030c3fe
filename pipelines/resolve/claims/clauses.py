"""Main clause of a content, word by word, and the predicate that stands for the clause."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import WordSignal

CLAUSE_WORDS = 24
"""Most words to read. A main clause has reached the verb and the verb's complement by then."""

PREDICATE = -0.2
"""Signal above which a word is a predicate; chosen on the phrase book of the tests, not on gold data."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+|(?<=\d)[.,](?=\d)\d+|\.(?=[^\W_]\.?(?![^\W_]))[^\W_])*|[?,;:.—]")
"""Words and marks; 6.6, 1,500 and U.S. are single words."""
_STOPS = frozenset("?;.—")
_RELATIVE = frozenset(("who", "whom", "whose", "which"))
_TO_VERB = 5
"""Most words from a verb to its infinitive: 'failed, he said, to'; 'asked the council to'."""


class Word(NamedTuple):
    """Word of a clause in lower case with plain apostrophes, with the reader's signal if there is one."""

    form: str
    written: str
    signal: WordSignal | None = None

    @property
    def is_predicate(self) -> bool:
        """Return True if the reader takes the word for a predicate."""
        return self.signal is not None and self.signal.predicate > PREDICATE


def words_of(text: str, signals: Sequence[WordSignal] = ()) -> list[Word]:
    """Return the words and marks of a text. Offsets of `signals` refer to this text."""
    by_start = {signal.start: signal for signal in signals}
    words: list[Word] = []
    for match in _WORD.finditer(text):
        if match.group() == "." and words and _is_shortened(words[-1], text[match.end() : match.end() + 2]):
            continue
        words.append(Word(match.group().lower().replace("’", "'"), match.group(), by_start.get(match.start())))
    return words


def _is_shortened(word: Word, after: str) -> bool:
    """Return True if a full stop belongs to the word before it: 'Mr.', 'U.S.', 'J.', and 'No.' before a number."""
    if word.form == "no":
        return after.strip()[:1].isdigit()
    is_initial = len(word.written) == 1 and word.written.isupper() and word.written != "I"
    return is_initial or "." in word.form or word.form in word_set("resolve/entities/data/person_titles.txt")


def main_clause(words: Sequence[Word]) -> tuple[list[Word], str]:
    """Return the words of the main clause, and the word or mark that begins the next clause, or "".

    Words ahead of the main clause are left out. A clause with 'that' belongs to the embedding clause: 'he did not
    know that it was weak' is a single clause.
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
    """Yield the words outside relative clauses between commas: 'the mayor, who did not vote, welcomed it'."""
    at = 0
    while at < len(words):
        yield words[at]
        if words[at].form == "," and at + 1 < len(words) and words[at + 1].form in _RELATIVE:
            at = next((end for end in range(at + 2, len(words)) if words[end].form in (",", *_STOPS)), at)
        at += 1


def _without_ahead(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words without an opening phrase that ends at a comma: 'After losing the vote, she resigned'."""
    if is_ahead(words):
        for at, word in enumerate(words[:CLAUSE_WORDS]):
            if word.form == "," and words[at + 1].form not in _RELATIVE:
                return words[at + 1 :]
    return words


def is_ahead(words: Sequence[Word]) -> bool:
    """Return True if the words begin with a clause or phrase ahead of the main clause that ends at a comma."""
    begins = bool(words) and words[0].form in word_set("resolve/claims/data/clause_openers.txt")
    return begins and any(
        word.form == "," and len(words) > at + 2 and words[at + 1].form not in _RELATIVE
        for at, word in enumerate(words[:CLAUSE_WORDS])
    )


def head_of(clause: Sequence[Word]) -> int | None:
    """Return the position of the predicate that stands for a clause; None if the reader sees no predicate.

    The first predicate stands for the clause, or the predicate embedded by the first. 'The bank failed to warn' is
    about warning, 'I think it is over' about being over.
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
    """Return True if a word that may embed a clause is a noun here: 'its plan to', 'a government plan to'."""
    before = [word.form for word in clause[max(at - 2, 0) : at]]
    if not before or before[-1] == "to":
        return False
    return (
        before[-1] in word_set("resolve/claims/data/determiners.txt")
        or before[-1].endswith("'s")
        or (before[0] in ("a", "an") and len(before) == 2)
    )


def _is_apart(clause: Sequence[Word], at: int) -> bool:
    """Return True if a predicate belongs to a relative clause or to a noun: 'its plan to close it was dropped'."""
    if any(word.form in _RELATIVE for word in clause[max(at - 2, 0) : at]):
        return True
    embedding = load_lexicon("resolve/claims/data/embedding_words.txt")
    if clause[at].form in embedding:
        return is_noun(clause, at)
    noun = next((index for index in range(at - 1, max(at - 4, 0), -1) if clause[index].form in embedding), None)
    return noun is not None and clause[noun + 1].form == "to" and is_noun(clause, noun)


def _helps_another(clause: Sequence[Word], at: int) -> bool:
    """Return True if a predicate is an auxiliary of the next: 'had failed', 'did not fail', not 'had no doubt'."""
    if clause[at].form not in word_set("resolve/claims/data/auxiliaries.txt"):
        return False
    behind = next((word for word in clause[at + 1 :] if word.form != "not" and not word.form.endswith("ly")), None)
    return behind is not None and behind.is_predicate


def _is_embedded(clause: Sequence[Word], head: int, at: int) -> bool:
    if clause[head].form not in load_lexicon("resolve/claims/data/embedding_words.txt"):
        return False
    between = [word.form for word in clause[head + 1 : at]]
    return "to" in between[:_TO_VERB] or "that" in between or "," not in between
