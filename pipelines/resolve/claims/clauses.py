"""Main clause of a content, word by word, and the predicate of the clause."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import WordSignal

CLAUSE_WORDS = 24
"""Most words to read. A main clause has reached the verb and the verb's complement by then."""

PREDICATE = -0.2
"""Signal above which a word is a predicate; chosen on the phrase book of the tests, not on gold data."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+|(?<=\d)[.,](?=\d)\d+|\.(?=[^\W_]\.?(?![^\W_]))[^\W_])*|[?,;:.—]")
"""Words and marks; 6.6, 1,500 and U.S. are single words."""
_STOPS = frozenset("?;.—")
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


def words_of(text: str, language: Language, signals: Sequence[WordSignal] = ()) -> list[Word]:
    """Return the words and marks of a text up to the end of a sentence behind which no main clause can begin.

    Offsets of `signals` refer to this text.
    """
    words: list[Word] = []
    if not text:
        return words
    by_start = {signal.start: signal for signal in signals}
    for match in _WORD.finditer(text):
        written, start = match.group(), match.start()
        if written == "." and words and _is_shortened(words[-1], text[start + 1 : start + 3], language):
            continue
        words.append(Word(written.lower().replace("’", "'"), written, by_start.get(start)))
        if written in _STOPS and len(words) > CLAUSE_WORDS + 2:
            break
    return words


def _is_shortened(word: Word, after: str, language: Language) -> bool:
    """Return True if a full stop belongs to the word before it: 'Mr.', 'U.S.', 'J.', and 'No.' before a number."""
    if word.form in language.words("claims/other_negations"):
        return after.strip()[:1].isdigit()
    is_letter = len(word.written) == 1 and word.written.isupper()
    is_initial = is_letter and word.form not in language.words("claims/single_letters")
    return is_initial or "." in word.form or word.form in language.words("entities/person_titles")


def main_clause(words: Sequence[Word], language: Language) -> tuple[list[Word], str]:
    """Return the words of the main clause, and the first word or mark of the next clause, or "".

    Words ahead of the main clause are left out. A clause with 'that' belongs to the embedding clause: 'he did not
    know that it was weak' is a single clause.
    """
    breaks, new_clauses = language.words("claims/clause_breaks"), language.words("claims/new_clauses")
    clause: list[Word] = []
    for word in _without_relatives(_without_ahead(words, language), language):
        if (word.form in breaks and clause) or word.form in _STOPS:
            return clause, word.form
        if len(clause) > 2 and f"{clause[-1].form} {word.form}" in new_clauses:
            return clause[:-1], clause[-1].form
        if len(clause) >= CLAUSE_WORDS:
            break
        clause.append(word)
    return clause, ""


def _without_relatives(words: Sequence[Word], language: Language) -> Iterator[Word]:
    """Yield the words outside relative clauses between commas: 'the mayor, who did not vote, welcomed it'."""
    relatives = language.words("claims/relatives")
    at = 0
    while at < len(words):
        yield words[at]
        if words[at].form == "," and at + 1 < len(words) and words[at + 1].form in relatives:
            at = next((end for end in range(at + 2, len(words)) if words[end].form in (",", *_STOPS)), at)
        at += 1


def _without_ahead(words: Sequence[Word], language: Language) -> Sequence[Word]:
    """Return the words without an opening phrase before a comma: 'After losing the vote, she resigned'."""
    if is_ahead(words, language):
        relatives = language.words("claims/relatives")
        for at, word in enumerate(words[:CLAUSE_WORDS]):
            if word.form == "," and words[at + 1].form not in relatives:
                return words[at + 1 :]
    return words


def is_ahead(words: Sequence[Word], language: Language) -> bool:
    """Return True if the words begin with a clause or phrase ahead of the main clause, up to a comma."""
    begins = bool(words) and words[0].form in language.words("claims/clause_openers")
    relatives = language.words("claims/relatives")
    return begins and any(
        word.form == "," and len(words) > at + 2 and words[at + 1].form not in relatives
        for at, word in enumerate(words[:CLAUSE_WORDS])
    )


def head_of(clause: Sequence[Word], language: Language) -> int | None:
    """Return the position of the predicate of a clause; None if the reader sees no predicate.

    The first predicate stands for the clause, or the predicate embedded by the first. 'The bank failed to warn' is
    about warning, 'I think it is over' about being over.
    """
    predicates = [
        at
        for at, word in enumerate(clause)
        if word.is_predicate and not _is_apart(clause, at, language) and not _helps_another(clause, at, language)
    ]
    if not predicates:
        return None
    head = predicates[0]
    for at in predicates[1:]:
        if not _is_embedded(clause, head, at, language):
            break
        head = at
    return head


def is_noun(clause: Sequence[Word], at: int, language: Language) -> bool:
    """Return True if a word that may embed a clause is a noun here: 'its plan to', 'a government plan to'."""
    before = [word.form for word in clause[max(at - 2, 0) : at]]
    if not before or before[-1] in language.words("claims/infinitive_markers"):
        return False
    return (
        before[-1] in language.words("claims/determiners")
        or language.pattern("entities/possessive").search(before[-1]) is not None
        or (before[0] in language.words("claims/indefinite_articles") and len(before) == 2)
    )


def _is_apart(clause: Sequence[Word], at: int, language: Language) -> bool:
    """Return True if a predicate belongs to a relative clause or to a noun: 'its plan to close it was dropped'."""
    relatives = language.words("claims/relatives")
    if any(word.form in relatives for word in clause[max(at - 2, 0) : at]):
        return True
    embedding = language.table("claims/embedding_words")
    if clause[at].form in embedding:
        return is_noun(clause, at, language)
    noun = next((index for index in range(at - 1, max(at - 4, 0), -1) if clause[index].form in embedding), None)
    if noun is None or clause[noun + 1].form not in language.words("claims/infinitive_markers"):
        return False
    return is_noun(clause, noun, language)


def _helps_another(clause: Sequence[Word], at: int, language: Language) -> bool:
    """Return True if a predicate is an auxiliary of the next: 'had failed', 'did not fail', not 'had no doubt'."""
    if clause[at].form not in language.words("claims/auxiliaries"):
        return False
    between = language.pattern("claims/between_verbs")
    behind = next((word for word in clause[at + 1 :] if not between.match(word.form)), None)
    return behind is not None and behind.is_predicate


def _is_embedded(clause: Sequence[Word], head: int, at: int, language: Language) -> bool:
    if clause[head].form not in language.table("claims/embedding_words"):
        return False
    between = [word.form for word in clause[head + 1 : at]]
    is_near = not language.words("claims/infinitive_markers").isdisjoint(between[:_TO_VERB])
    is_near = is_near or not language.words("claims/complementizers").isdisjoint(between)
    return is_near or "," not in between
