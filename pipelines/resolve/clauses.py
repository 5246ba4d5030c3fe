"""The main clause of a content, word by word, and the predicate that stands for it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.lexicon import load_lexicon, word_set
from pipelines.records import WordSignal

CLAUSE_WORDS = 24
"""Words that are read at most: a main clause has got to its verb, and to what that takes, by then."""

PREDICATE = -0.2
"""The signal above which a word is taken for a predicate; chosen on the phrase book of the tests, not on gold."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[?,;:.—]")
_STOPS = frozenset("?;.—")
_RELATIVE = frozenset(("who", "whom", "whose", "which"))
_AHEAD = re.compile(r"(?:after|although|as|because|before|despite|following|since|though|when|while|with)\b", re.I)
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
    return [
        Word(match.group().lower().replace("’", "'"), match.group(), by_start.get(match.start()))
        for match in _WORD.finditer(text)
    ]


def main_clause(words: Sequence[Word]) -> tuple[list[Word], str]:
    """The words up to where another clause begins, and the word or mark that begins it, "" where none does.

    What stands ahead of the main clause is left out. A clause with 'that' belongs to the one that takes it: 'he did
    not know that it was weak' is one.
    """
    breaks = word_set("resolve/data/clause_breaks.txt")
    clause: list[Word] = []
    for word in _without_relatives(_without_ahead(words)):
        if (word.form in breaks and clause) or word.form in _STOPS:
            return clause, word.form
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
    """Without an adverbial clause that stands first and ends at a comma: 'After losing the vote, she resigned'."""
    if words and _AHEAD.fullmatch(words[0].form):
        for at, word in enumerate(words[:CLAUSE_WORDS]):
            if word.form == ",":
                return words[at + 1 :]
    return words


def head_of(clause: Sequence[Word]) -> int | None:
    """The predicate that stands for a clause: its first, or what that one embeds; None where the reader sees none.

    'The bank failed to warn' is about warning, 'I think it is over' about being over.
    """
    predicates = [at for at, word in enumerate(clause) if word.is_predicate and not _is_relative(clause, at)]
    if not predicates:
        return None
    head = predicates[0]
    for at in predicates[1:]:
        if not _is_embedded(clause, head, at):
            break
        head = at
    return head


def _is_relative(clause: Sequence[Word], at: int) -> bool:
    return any(word.form in _RELATIVE for word in clause[max(at - 2, 0) : at])


def _is_embedded(clause: Sequence[Word], head: int, at: int) -> bool:
    if clause[head].form not in load_lexicon("resolve/data/embedding_words.txt"):
        return False
    between = [word.form for word in clause[head + 1 : at]]
    return "to" in between[:_TO_VERB] or "that" in between or "," not in between
