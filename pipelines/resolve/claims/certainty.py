"""How sure a source presents itself of what it is said to have said, and whether it affirms or denies it.

Values and their meaning are FactBank's (Sauri and Pustejovsky 2009), relative to the source of the claim, for the
predicate that stands for its content: CT certain, PR probable, PS possible, U left open; + affirmed, - denied, u left
open. docs/certainty.md says what that means with examples.

Three things are asked: the cue ("denied"), the words of the main clause (modals, hedges, negations, words that embed
another clause), and, where these words say nothing, the reader's score of the predicate.
"""

from collections.abc import Sequence
from itertools import takewhile

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import WordSignal
from hearsay.pipelines.resolve.claims.clauses import Word, head_of, is_ahead, is_noun, main_clause, words_of
from hearsay.pipelines.resolve.claims.finite_verbs import has_finite_verb

CERTAIN, PROBABLE, POSSIBLE = 0.6, 0.3, 0.0
"""Scores of a predicate from which it is taken for certain, probable and possible.

Of UDS-IH2's training events kept back from a fit, of those that no modal, negation or condition marks, 79 to 99 % are
affirmed above the first, 56 % between it and the second, 49 % between that and the third, and at most 20 % below.
Such a score is no denial: most of these are things that have yet to happen.
"""

_RANK = ("CT", "PR", "PS", "U")
_TAKES_WITHIN = 9
"""Words within which a word has what it takes."""
_FLIPPED = {"+": "-", "-": "+", "u": "u"}
_RELATIVE = frozenset(("which", "who", "whom", "whose"))
_KNOWN = frozenset(("how", "what", "when", "where", "why"))
"""Words that begin what is taken to be so by whoever tells or shows it: 'shows how close they were'."""
_BEHIND = 3
"""Words behind the predicate within which a negation or a hedge is its own: 'is not', 'had no money', 'is likely'."""
_NOT_ITS_OWN = frozenset(
    (",", "and", "but", "he", "i", "in", "it", "of", "she", "that", "they", "to", "we", "with", "you")
)
"""Words behind which a negation or a hedge belongs to something else."""
_ADJECTIVES = frozenset(
    ("conceivable", "doubtful", "expected", "improbable", "likely", "possible", "potential", "probable", "unlikely")
)
"""Hedges that are none before a noun: 'is likely', but not 'a likely winner'."""
_EXISTENTIAL = frozenset(("chance", "possibility", "risk"))
"""Nouns that hedge only what there is a chance of: whatever 'increases the risk' does so."""
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
    """Certainty and polarity of a claim. `signals` are of the content's words, with offsets in `content_text`."""
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
    """Whether words that begin like a question are none: the cue does not ask, and they are one of four things.

    A relative clause ('which he said lost money'), what goes before a main clause ('When it rains, the road floods'),
    a whole sentence that is quoted and has no question mark, and what is told or shown to be so ('how they met').
    """
    first, second = words[0].form, words[1].form if len(words) > 1 else ""
    is_turned = first in _KNOWN - {"what"} and second in word_set("resolve/claims/data/auxiliaries.txt")
    if is_asked or is_turned or first in ("if", "unless", "whether") or second == "to":
        return False
    is_quoted = content_text.lstrip()[:1] in ("“", '"', "«", "„")
    return first in _RELATIVE or is_quoted or first in _KNOWN


def _together(one: Verdict, other: Verdict) -> Verdict:
    """The weaker certainty; two denials affirm; what one of them leaves open is open."""
    certainty = _RANK[max(_RANK.index(one[0]), _RANK.index(other[0]))]
    if certainty == "U" or "u" in (one[1], other[1]):
        return "U", "u"
    return certainty, one[1] if other[1] == "+" else _FLIPPED[one[1]]


def _of_cue(cue_lemma: str | None, cue_text: str) -> Verdict:
    classes = load_lexicon("resolve/claims/data/cue_certainty.txt")
    certainty, polarity = classes[cue_lemma] if cue_lemma is not None and cue_lemma in classes else ("CT", "+")
    words = words_of(cue_text)
    if _negations(words):
        # Not to say is not to deny; not to believe is.
        return ("U", "u") if certainty == "CT" else (certainty, _FLIPPED[polarity])
    hedges = load_lexicon("resolve/claims/data/hedges.txt")
    weakest = max((_RANK.index(hedges[word.form][0]) for word in words if word.form in hedges), default=0)
    return _RANK[max(weakest, _RANK.index(certainty))], polarity


def _ends_in_question(content_text: str) -> bool:
    return content_text.rstrip("\"”’'»“ ").endswith("?")


def _is_conditional(clause: Sequence[Word], ended_at: str) -> bool:
    """Whether 'whether' stands in the clause or a condition follows it: 'it would close if the levy failed'.

    'It could close if the levy failed' has said by its own verb that it is possible.
    """
    if any(word.form == "whether" for word in clause):
        return True
    if ended_at not in ("if", "unless") or not clause or clause[-1].form in ("even", "as"):
        return False
    return not any(_hedge(clause, at) for at in range(len(clause)))


def _of_content(clause: Sequence[Word], is_unmarked: bool) -> Verdict:
    """What the words of the clause say; if none does, and the cue leaves it to them, the score of its predicate."""
    head = head_of(clause)
    upto = len(clause) if head is None else head
    verdict = _of_words(clause, upto)
    if verdict is not None:
        return verdict
    signal = None if head is None else clause[head].signal
    asserting = word_set("resolve/claims/data/future_words.txt") | word_set("resolve/claims/data/asserting_forms.txt")
    if not is_unmarked or signal is None or any(word.form in asserting for word in clause[:upto]):
        # What is to come has not happened, so its score is low; its source commits to it all the same. So it is with
        # 'both sides are in talks to settle it': what is asserted is that they are.
        return "CT", "+"
    return of_score(signal.factuality)


def of_score(score: float) -> Verdict:
    """A predicate's score as certainty and polarity."""
    if score < POSSIBLE:
        return "U", "u"
    return ("CT" if score >= CERTAIN else "PR" if score >= PROBABLE else "PS"), "+"


def _of_words(clause: Sequence[Word], head: int) -> Verdict | None:
    """What hedges, negations and embedding words make of the clause; None where there is none of them."""
    embedding = load_lexicon("resolve/claims/data/embedding_words.txt")
    partial = load_lexicon("resolve/claims/data/partial_negations.txt")
    negated = _negations(clause)
    verdict: Verdict = ("CT", "+")
    denials = word_set("resolve/claims/data/negations.txt")
    # A negation that denies nothing has been read too: the score is misled by it.
    seen = any(word.form in denials for word in clause) or any(_hedge(clause, at) for at in range(len(clause)))
    for at, word in enumerate(clause[: head + 1]):
        if word.form in embedding and _embeds(clause, at, head):
            seen = True
            certainty, polarity, under_negation, _ = embedding[word.form]
            verdict = _together(verdict, (certainty, polarity))
            if under_negation == "keep":
                negated = [one for one in negated if one > at]
    if not seen:
        return None
    own = [at for at in range(len(clause)) if _is_own(clause, at, head)]
    hedged = max((_RANK.index(_hedge(clause, at) or "CT") for at in own), default=0)
    ahead = [at for at in negated if at <= head]
    # 'Would not sign at any price, and not at this one' is denied once: what follows the predicate repeats.
    counted = ahead or [at for at in negated if at in own][:1]
    verdict = _together(verdict, (_RANK[hedged], "+"))
    for word in (clause[at + 1] for at in counted if at + 1 < len(clause)):
        if word.form in partial:
            certainty, polarity = partial[word.form]
            return _together(verdict, (certainty, polarity))
    return _together(verdict, ("CT", "-" if len(counted) % 2 else "+"))


def _is_own(clause: Sequence[Word], at: int, head: int) -> bool:
    """Whether a hedge or a negation is that of the clause's predicate, and not of what depends on it further on.

    'They have such anger that they cannot control it' has anger; 'it is not safe' is not. Where nothing before it is
    finite, the predicate was none: 'the friends recommending it may not know'.
    """
    forms = [word.form for word in clause[: at + 1]]
    auxiliaries = word_set("resolve/claims/data/auxiliaries.txt")
    is_of_verb = bool(auxiliaries & set(forms[-2:])) and head < len(clause)
    if is_of_verb and (clause[head].form.endswith("ing") or (head and clause[head - 1].form == "to")):
        return at <= head or not has_finite_verb(forms[:-1] if forms[-1] in auxiliaries else forms[:-2])
    between = [word.form for word in clause[head + 1 : at]]
    return at <= head or (len(between) < _BEHIND and not _NOT_ITS_OWN & set(between))


def _embeds(clause: Sequence[Word], at: int, head: int) -> bool:
    """Whether a word takes a clause: 'knew that', 'failed to', 'I think it is', but not 'no doubt' nor 'knew him'."""
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
"""Words of a part set off by commas that a negation denies alone."""


def _no_negations() -> frozenset[str]:
    return word_set("resolve/claims/data/negations_that_are_none.txt")


def _negations(words: Sequence[Word]) -> list[int]:
    """Where negations stand, without those that deny nothing ('not only')."""
    negations, none = word_set("resolve/claims/data/negations.txt"), _no_negations()
    found = []
    for at, word in enumerate(words):
        if word.form in negations:
            following = [one.form for one in words[at : at + 3]]
            # 'No, it is over' answers, and 'No. 1' counts; they do not negate.
            second = following[1] if len(following) > 1 else ""
            is_other = word.form == "no" and (second == "," or second[:1].isdigit())
            is_part = any(" ".join(following[:size]) in none for size in (2, 3))
            if not is_other and not is_part and not _is_contrast(words, at):
                found.append(at)
    return found


def _is_contrast(words: Sequence[Word], at: int) -> bool:
    """Whether a negation denies another than what is spoken of: 'the state, and not the county, must answer'."""
    before = [one.form for one in words[max(at - 2, 0) : at]]
    if before[-1:] == ["and"]:
        before.pop()
    behind = [one.form for one in words[at + 1 : at + 2 + _LONGEST_CONTRAST]]
    if words[at].form != "not" or before[-1:] != [","] or "," not in behind:
        return False
    inside = behind[: behind.index(",")]
    return inside[:1] in (["the"], ["a"], ["an"], ["its"], ["his"], ["her"], ["their"]) and not has_finite_verb(
        inside
    )


def _is_predicative(before: str) -> bool:
    """Whether an adjective behind such a word says something of the subject."""
    return before in word_set("resolve/claims/data/before_predicates.txt") | word_set(
        "resolve/claims/data/asserting_forms.txt"
    )


def _hedge(clause: Sequence[Word], at: int) -> str | None:
    """The certainty that a word leaves, None where it is no hedge: 'in May', 'could not', 'as soon as possible'."""
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
