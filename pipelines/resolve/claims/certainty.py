"""Certainty of a source about the content of its claim, and polarity: affirmed or denied.

The values and their meaning are FactBank's (Sauri and Pustejovsky 2009). They are relative to the source of the
claim, and describe the main predicate of the content: CT certain, PR probable, PS possible, U left open; + affirmed,
- denied, u left open. docs/certainty.md explains them with examples.

Three things decide: the cue ("denied"), the words of the main clause (modals, hedges, negations, words that embed
another clause), and, if these words decide nothing, the reader's score of the predicate.
"""

from collections.abc import Sequence
from itertools import takewhile

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import WordSignal
from hearsay.pipelines.resolve.claims.clauses import Word, head_of, is_ahead, is_noun, main_clause, words_of
from hearsay.pipelines.resolve.claims.finite_verbs import has_finite_verb

CERTAIN, PROBABLE, POSSIBLE = 0.6, 0.3, 0.0
"""Lowest scores of a predicate that count as certain, probable and possible.

Measured on UDS-IH2's training events held out from a fit, without modal, negation or condition: 79 to 99 % are
affirmed above CERTAIN, 56 % between CERTAIN and PROBABLE, 49 % between PROBABLE and POSSIBLE, and at most 20 %
below. A score below POSSIBLE is not a denial: most of these events have not happened yet.
"""

_RANK = ("CT", "PR", "PS", "U")
_TAKES_WITHIN = 9
"""Most words between an embedding word and its complement."""
_FLIPPED = {"+": "-", "-": "+", "u": "u"}
_RELATIVE = frozenset(("which", "who", "whom", "whose"))
_KNOWN = frozenset(("how", "what", "when", "where", "why"))
"""Words that begin content presented as fact by a verb of telling or showing: 'shows how close they were'."""
_BEHIND = 3
"""Most words between the predicate and a later negation or hedge of it: 'is not', 'had no money', 'is likely'."""
_NOT_ITS_OWN = frozenset(
    (",", "and", "but", "he", "i", "in", "it", "of", "she", "that", "they", "to", "we", "with", "you")
)
"""A negation or a hedge behind these words does not belong to the predicate."""
_ADJECTIVES = frozenset(
    ("conceivable", "doubtful", "expected", "improbable", "likely", "possible", "potential", "probable", "unlikely")
)
"""Adjectives that do not hedge before a noun: 'is likely' hedges, 'a likely winner' does not."""
_EXISTENTIAL = frozenset(("chance", "possibility", "risk"))
"""Nouns that hedge only behind 'there': 'there is a risk'. An act that 'increases the risk' is asserted."""
_MONTH_BEFORE = frozenset(
    [
        "by",
        "during",
        "early",
        "for",
        "from",
        "in",
        "last",
        "late",
        "mid",
        "mid-",
        "next",
        "of",
        "on",
        "since",
        "this",
        "through",
        "to",
        "until",
    ]
)
Verdict = tuple[str, str]


def judge_certainty(
    cue_lemma: str | None, cue_text: str, content_text: str, signals: Sequence[WordSignal] = ()
) -> Verdict:
    """Return certainty and polarity of a claim. `signals` have offsets in `content_text`."""
    words = words_of(content_text[:600], signals)
    cue = _of_cue(cue_lemma, cue_text)
    if _ends_in_question(content_text):
        return "U", "u"
    if words and words[0].form in word_set("resolve/claims/data/clause_starts.txt"):
        if not _states_something(words, content_text, is_asked=cue[0] == "U"):
            return "U", "u"
        words = words if is_ahead(words) else words[1:]
    clause, ended_at = main_clause(words)
    if _is_conditional(clause, ended_at):
        return "U", "u"
    return _together(cue, _of_content(clause, is_unmarked=cue == ("CT", "+")))


def _states_something(words: Sequence[Word], content_text: str, *, is_asked: bool) -> bool:
    """Return True if content that begins with a question word is not a question.

    The cue must not ask, and the content must be one of four things: a relative clause ('which he said lost money');
    a clause before the main clause ('When it rains, the road floods'); a whole quoted sentence without a question
    mark; or a fact that is told or shown ('how they met').
    """
    first, second = words[0].form, words[1].form if len(words) > 1 else ""
    is_turned = first in _KNOWN - {"what"} and second in word_set("resolve/claims/data/auxiliaries.txt")
    if is_asked or is_turned or first in ("if", "unless", "whether") or second == "to":
        return False
    is_quoted = content_text.lstrip()[:1] in ("“", '"', "«", "„")
    return first in _RELATIVE or is_quoted or first in _KNOWN


def _together(verdict: Verdict, other: Verdict) -> Verdict:
    """Combine two verdicts: the weaker certainty wins, two denials affirm, and an open verdict stays open."""
    certainty = _RANK[max(_RANK.index(verdict[0]), _RANK.index(other[0]))]
    if certainty == "U" or "u" in (verdict[1], other[1]):
        return "U", "u"
    return certainty, verdict[1] if other[1] == "+" else _FLIPPED[verdict[1]]


def _of_cue(cue_lemma: str | None, cue_text: str) -> Verdict:
    classes = load_lexicon("resolve/claims/data/cue_certainty.txt")
    certainty, polarity = classes[cue_lemma] if cue_lemma is not None and cue_lemma in classes else ("CT", "+")
    words = words_of(cue_text)
    if _negations(words):
        # 'Did not say' is no denial; 'did not believe' is a denial.
        return ("U", "u") if certainty == "CT" else (certainty, _FLIPPED[polarity])
    hedges = load_lexicon("resolve/claims/data/hedges.txt")
    weakest = max((_RANK.index(hedges[word.form][0]) for word in words if word.form in hedges), default=0)
    return _RANK[max(weakest, _RANK.index(certainty))], polarity


def _ends_in_question(content_text: str) -> bool:
    return content_text.rstrip("\"”’'»“ ").endswith("?")


def _is_conditional(clause: Sequence[Word], ended_at: str) -> bool:
    """Return True if the clause holds 'whether' or a condition follows it: 'it would close if the levy failed'.

    'It could close if the levy failed' is not conditional here, because 'could' already makes the event possible.
    """
    if any(word.form == "whether" for word in clause):
        return True
    if ended_at not in ("if", "unless") or not clause or clause[-1].form in ("even", "as"):
        return False
    return not any(_hedge(clause, at) for at in range(len(clause)))


def _of_content(clause: Sequence[Word], is_unmarked: bool) -> Verdict:
    """Return the verdict of the clause's words; without one, the predicate's score decides if the cue is unmarked."""
    head = head_of(clause)
    upto = len(clause) if head is None else head
    verdict = _of_words(clause, upto)
    if verdict is not None:
        return verdict
    signal = None if head is None else clause[head].signal
    asserting = word_set("resolve/claims/data/future_words.txt") | word_set("resolve/claims/data/asserting_forms.txt")
    if not is_unmarked or signal is None or any(word.form in asserting for word in clause[:upto]):
        # A future event has not happened, so its score is low, but its source commits to it. The same holds for
        # 'both sides are in talks to settle it', which asserts the talks.
        return "CT", "+"
    return of_score(signal.factuality)


def of_score(score: float) -> Verdict:
    """Return a predicate's score as certainty and polarity."""
    if score < POSSIBLE:
        return "U", "u"
    return ("CT" if score >= CERTAIN else "PR" if score >= PROBABLE else "PS"), "+"


def _of_words(clause: Sequence[Word], head: int) -> Verdict | None:
    """Return the verdict of hedges, negations and embedding words in the clause; None if there are none."""
    embedding = load_lexicon("resolve/claims/data/embedding_words.txt")
    partial = load_lexicon("resolve/claims/data/partial_negations.txt")
    negated = _negations(clause)
    verdict: Verdict = ("CT", "+")
    denials = word_set("resolve/claims/data/negations.txt")
    # Negations that deny nothing count as seen too, because they mislead the score.
    seen = any(word.form in denials for word in clause) or any(_hedge(clause, at) for at in range(len(clause)))
    for at, word in enumerate(clause[: head + 1]):
        if word.form in embedding and _embeds(clause, at, head):
            seen = True
            certainty, polarity, under_negation, _ = embedding[word.form]
            verdict = _together(verdict, (certainty, polarity))
            if under_negation == "keep":
                negated = [position for position in negated if position > at]
    if not seen:
        return None
    own = [at for at in range(len(clause)) if _is_own(clause, at, head)]
    hedged = max((_RANK.index(_hedge(clause, at) or "CT") for at in own), default=0)
    ahead = [at for at in negated if at <= head]
    # 'Would not sign at any price, and not at this one' denies once: the negation after the predicate repeats the
    # first.
    counted = ahead or [at for at in negated if at in own][:1]
    verdict = _together(verdict, (_RANK[hedged], "+"))
    for word in (clause[at + 1] for at in counted if at + 1 < len(clause)):
        if word.form in partial:
            certainty, polarity = partial[word.form]
            return _together(verdict, (certainty, polarity))
    return _together(verdict, ("CT", "-" if len(counted) % 2 else "+"))


def _is_own(clause: Sequence[Word], at: int, head: int) -> bool:
    """Return True if a hedge or a negation belongs to the clause's predicate, and not to one of its dependents.

    'They have such anger that they cannot control it' affirms the anger; 'it is not safe' denies the safety. If no
    word before a later negation is finite, the predicate was not the main verb: 'the friends recommending it may not
    know'.
    """
    forms = [word.form for word in clause[: at + 1]]
    auxiliaries = word_set("resolve/claims/data/auxiliaries.txt")
    is_of_verb = bool(auxiliaries & set(forms[-2:])) and head < len(clause)
    if is_of_verb and (clause[head].form.endswith("ing") or (head and clause[head - 1].form == "to")):
        return at <= head or not has_finite_verb(forms[:-1] if forms[-1] in auxiliaries else forms[:-2])
    between = [word.form for word in clause[head + 1 : at]]
    return at <= head or (len(between) < _BEHIND and not _NOT_ITS_OWN & set(between))


def _embeds(clause: Sequence[Word], at: int, head: int) -> bool:
    """Return True if a word takes a clause: 'knew that', 'failed to', 'I think it is', not 'no doubt', 'knew him'."""
    within = (word.form for word in clause[at + 1 : at + _TAKES_WITHIN])
    following = list(takewhile(lambda form: form not in ("and", "but", "or"), within))
    if not following or following[0] in (",", "of") or is_noun(clause, at):
        return False
    if " ".join(word.form for word in clause[max(at - 1, 0) : at + 1]) in _no_negations():
        return False
    *_, takes = load_lexicon("resolve/claims/data/embedding_words.txt")[clause[at].form]
    if following[0] == "to" and following[1:2] and (following[1][0].isdigit() or following[1] in ("a", "an", "the")):
        return False
    is_bare = takes == "bare" or (at < head < len(clause) and clause[at].is_predicate)
    return is_bare or "to" in following or "that" in following


_LONGEST_CONTRAST = 6
"""Most words of a part between commas that a negation denies alone."""


def _no_negations() -> frozenset[str]:
    return word_set("resolve/claims/data/negations_that_are_none.txt")


def _negations(words: Sequence[Word]) -> list[int]:
    """Return the positions of negations, without those that deny nothing ('not only')."""
    negations, none = word_set("resolve/claims/data/negations.txt"), _no_negations()
    positions = []
    for at, word in enumerate(words):
        if word.form in negations:
            following = [near.form for near in words[at : at + 3]]
            # 'No, it is over' is an answer and 'No. 1' a number; neither negates.
            second = following[1] if len(following) > 1 else ""
            is_other = word.form == "no" and (second == "," or second[:1].isdigit())
            is_part = any(" ".join(following[:size]) in none for size in (2, 3))
            if not is_other and not is_part and not _is_contrast(words, at):
                positions.append(at)
    return positions


def _is_contrast(words: Sequence[Word], at: int) -> bool:
    """Return True if a negation denies only a contrast: 'the state, and not the county, must answer'."""
    before = [near.form for near in words[max(at - 2, 0) : at]]
    if before[-1:] == ["and"]:
        before.pop()
    behind = [near.form for near in words[at + 1 : at + 2 + _LONGEST_CONTRAST]]
    if words[at].form != "not" or before[-1:] != [","] or "," not in behind:
        return False
    inside = behind[: behind.index(",")]
    return inside[:1] in (["the"], ["a"], ["an"], ["its"], ["his"], ["her"], ["their"]) and not has_finite_verb(
        inside
    )


def _is_predicative(before: str) -> bool:
    """Return True if an adjective behind this word describes the subject."""
    return before in word_set("resolve/claims/data/before_predicates.txt") | word_set(
        "resolve/claims/data/asserting_forms.txt"
    )


def _hedge(clause: Sequence[Word], at: int) -> str | None:
    """Return the certainty that a hedge leaves, else None: 'in May', 'could not', 'as soon as possible'."""
    hedges = load_lexicon("resolve/claims/data/hedges.txt")
    form, written, _ = clause[at]
    before = clause[at - 1].form if at else ""
    after = clause[at + 1].form if at + 1 < len(clause) else ""
    if form in _EXISTENTIAL and "there" not in [word.form for word in clause[max(at - 5, 0) : at]]:
        return None
    if form in _ADJECTIVES and after not in ("that", "to") and not _is_predicative(before):
        return None
    if (
        form not in hedges
        or before in ("as", "if")
        or (form == "could" and after in word_set("resolve/claims/data/negations.txt"))
    ):
        return None
    if (
        form == "may"
        and written[0].isupper()
        and (before in _MONTH_BEFORE or after[:1].isdigit() or before[:1].isdigit())
    ):
        return None
    return hedges[form][0]
