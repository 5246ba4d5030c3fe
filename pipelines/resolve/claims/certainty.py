"""Certainty of a source about the content of its claim, and polarity: affirmed or denied.

The values and their meaning are FactBank's (Sauri and Pustejovsky 2009). They are relative to the source of the
claim, and describe the main predicate of the content: CT certain, PR probable, PS possible, U left open; + affirmed,
- denied, u left open. docs/certainty.md explains them with examples.

Three things decide: the cue ("denied"), the words of the main clause (modals, hedges, negations, words that embed
another clause), and, if these words decide nothing, the reader's score of the predicate.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import WordSignal
from hearsay.pipelines.resolve.claims.clauses import Word, head_of, is_ahead, is_noun, main_clause, words_of
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb

OPEN = -1.0
"""Highest score of a predicate without a mark of uncertainty that leaves the content open.

A low score means that an event has not happened: a request, a wish, a plan. News reports also score low what its
source commits to ("the next steps will be shared"). Of 479 judged attributions on 30 news pages, .823 got the right
verdict with this bound, .800 with 0, and .816 without a bound.
"""

REACH = 600
"""Characters of a content that are read."""
_RANK = ("CT", "PR", "PS", "U")
_TAKES_WITHIN = 9
"""Most words between an embedding word and its complement."""
_FLIPPED = {"+": "-", "-": "+", "u": "u"}
_BEHIND = 3
"""Most words between the predicate and a later negation or hedge of it: 'is not', 'had no money', 'is likely'."""
Verdict = tuple[str, str]


def judge_certainty(
    cue_lemma: str | None,
    cue_text: str,
    content_text: str,
    language: Language,
    signals: Sequence[WordSignal] = (),
) -> Verdict:
    """Return certainty and polarity of a claim. `signals` have offsets in `content_text`."""
    words = words_of(content_text[:REACH], language, signals)
    cue = _of_cue(cue_lemma, cue_text, language)
    if _ends_in_question(content_text):
        return "U", "u"
    if words and words[0].form in language.words("claims/clause_starts"):
        if not _states_something(words, language, is_asked=cue[0] == "U"):
            return "U", "u"
        words = words if is_ahead(words, language) else words[1:]
    clause, ended_at = main_clause(words, language)
    if _is_conditional(clause, ended_at, language):
        return "U", "u"
    return _together(cue, _of_content(clause, language, is_unmarked=cue == ("CT", "+")))


def _states_something(words: Sequence[Word], language: Language, *, is_asked: bool) -> bool:
    """Return True if content that begins with a question word is not a question.

    The cue must not ask, and the content must be one of three things: a relative clause ('which he said lost money');
    a clause before the main clause ('When it rains, the road floods'); or a fact that is told or shown ('how they
    met').
    """
    (begins,) = language.table("claims/clause_starts")[words[0].form]
    second = words[1].form if len(words) > 1 else ""
    is_turned = begins == "turned" and second in language.words("claims/auxiliaries")
    is_open = is_asked or is_turned or begins == "open"
    return not is_open and second not in language.words("claims/infinitive_markers")


def _together(verdict: Verdict, other: Verdict) -> Verdict:
    """Combine two verdicts: the weaker certainty wins, two denials affirm, and an open verdict stays open."""
    certainty = _RANK[max(_RANK.index(verdict[0]), _RANK.index(other[0]))]
    if certainty == "U" or "u" in (verdict[1], other[1]):
        return "U", "u"
    return certainty, verdict[1] if other[1] == "+" else _FLIPPED[verdict[1]]


def _of_cue(cue_lemma: str | None, cue_text: str, language: Language) -> Verdict:
    classes = language.table("claims/cue_certainty")
    certainty, polarity = classes[cue_lemma] if cue_lemma is not None and cue_lemma in classes else ("CT", "+")
    words = words_of(cue_text, language)
    if _negations(words, language):
        # 'Did not say' is no denial; 'did not believe' is a denial.
        return ("U", "u") if certainty == "CT" else (certainty, _FLIPPED[polarity])
    hedges = language.table("claims/hedges")
    weakest = max((_RANK.index(hedges[word.form][0]) for word in words if word.form in hedges), default=0)
    return _RANK[max(weakest, _RANK.index(certainty))], polarity


def _ends_in_question(content_text: str) -> bool:
    return content_text.rstrip("\"”’'»“ ").endswith("?")


def _is_conditional(clause: Sequence[Word], ended_at: str, language: Language) -> bool:
    """Return True if the clause holds 'whether' or a condition follows it: 'it would close if the levy failed'.

    'It could close if the levy failed' is not conditional here, because 'could' already makes the event possible.
    """
    questions = language.words("claims/indirect_questions")
    before = language.words("claims/before_nested_questions")
    for at, word in enumerate(clause):
        # 'Whether' behind a preposition is a part: 'faces scrutiny over whether it broke rules'.
        if word.form in questions and not (at and clause[at - 1].form in before):
            return True
    if ended_at not in language.words("claims/conditions") or not clause:
        return False
    if clause[-1].form in language.words("claims/before_concessions"):
        return False
    return not any(_hedge(clause, at, language) for at in range(len(clause)))


def _of_content(clause: Sequence[Word], language: Language, *, is_unmarked: bool) -> Verdict:
    """Return the verdict of the clause's words; without one, the predicate's score decides if the cue is unmarked."""
    head = head_of(clause, language)
    upto = len(clause) if head is None else head
    verdict = _of_words(clause, upto, language)
    if verdict is not None:
        return verdict
    signal = None if head is None else clause[head].signal
    asserting = language.words("claims/future_words") | language.words("claims/asserting_forms")
    is_infinitive = bool(clause) and clause[0].form in language.words("claims/infinitive_markers")
    if not is_unmarked or is_infinitive or signal is None or any(word.form in asserting for word in clause[:upto]):
        # A future event has not happened, so its score is low, but its source commits to it. The same holds for
        # 'both sides are in talks to settle it', which asserts the talks, and for '(agreed) to pay'.
        return "CT", "+"
    return of_score(signal.factuality)


def of_score(score: float) -> Verdict:
    """Return a predicate's score as certainty and polarity: certain, unless it is plain that it did not happen."""
    return ("U", "u") if score < OPEN else ("CT", "+")


def _of_words(clause: Sequence[Word], head: int, language: Language) -> Verdict | None:
    """Return the verdict of hedges, negations and embedding words in the clause; None if there are none."""
    embedding = language.table("claims/embedding_words")
    partial = language.table("claims/partial_negations")
    negated = _negations(clause, language)
    verdict: Verdict = ("CT", "+")
    denials = language.words("claims/negations")
    # Negations that deny nothing count as seen too, because they mislead the score.
    listed = language.table("claims/hedges")
    marks = [at for at, word in enumerate(clause) if word.form in listed]
    hedges = [(at, hedge) for at in marks if (hedge := _hedge(clause, at, language))]
    seen = bool(hedges) or any(word.form in denials for word in clause)
    affirming = language.words("claims/affirming_phrases")
    seen = seen or any(f"{word.form} {after.form}" in affirming for word, after in pairwise(clause))
    for at, word in enumerate(clause[: head + 1]):
        if word.form in embedding and _embeds(clause, at, head, language):
            seen = True
            certainty, polarity, under_negation, _ = embedding[word.form]
            verdict = _together(verdict, (certainty, polarity))
            if under_negation == "keep":
                negated = [position for position in negated if position > at]
    if not seen:
        return None
    hedged = max((_RANK.index(hedge) for at, hedge in hedges if _is_own(clause, at, head, language)), default=0)
    ahead = [at for at in negated if at <= head]
    # 'Would not sign at any price, and not at this one' denies once: the negation after the predicate repeats the
    # first.
    counted = ahead or [at for at in negated if _is_own(clause, at, head, language)][:1]
    verdict = _together(verdict, (_RANK[hedged], "+"))
    for word in (clause[at + 1] for at in counted if at + 1 < len(clause)):
        if word.form in partial:
            certainty, polarity = partial[word.form]
            return _together(verdict, (certainty, polarity))
    return _together(verdict, ("CT", "-" if len(counted) % 2 else "+"))


def _is_own(clause: Sequence[Word], at: int, head: int, language: Language) -> bool:
    """Return True if a hedge or a negation belongs to the clause's predicate, and not to one of its dependents.

    'They have such anger that they cannot control it' affirms the anger; 'it is not safe' denies the safety. If no
    word before a later negation is finite, the predicate was not the main verb: 'the friends recommending it may not
    know'.
    """
    forms = [word.form for word in clause[: at + 1]]
    auxiliaries = language.words("claims/auxiliaries")
    is_of_verb = bool(auxiliaries & set(forms[-2:])) and head < len(clause)
    if is_of_verb and _is_infinite(clause, head, language):
        return at <= head or not has_finite_verb(forms[:-1] if forms[-1] in auxiliaries else forms[:-2], language)
    between = [word.form for word in clause[head + 1 : at]]
    is_near = len(between) < _BEHIND and language.words("claims/scope_breaks").isdisjoint(between)
    return at <= head or is_near


def _is_infinite(clause: Sequence[Word], head: int, language: Language) -> bool:
    """Return True if a predicate is a progressive form or an infinitive: 'recommending', 'to know'."""
    is_progressive = language.pattern("claims/progressive").search(clause[head].form) is not None
    return is_progressive or (head > 0 and clause[head - 1].form in language.words("claims/infinitive_markers"))


def _embeds(clause: Sequence[Word], at: int, head: int, language: Language) -> bool:
    """Return True if a word takes a clause: 'knew that', 'failed to', 'I think it is', not 'no doubt', 'knew him'."""
    within = (word.form for word in clause[at + 1 : at + _TAKES_WITHIN])
    conjunctions, to = language.words("claims/conjunctions"), language.words("claims/infinitive_markers")
    following = list(takewhile(lambda form: form not in conjunctions, within))
    if not following or following[0] == "," or following[0] in language.words("claims/after_nouns"):
        return False
    pair = " ".join(word.form for word in clause[max(at - 1, 0) : at + 1])
    if is_noun(clause, at, language) or pair in language.words("claims/affirming_phrases"):
        return False
    *_, takes = language.table("claims/embedding_words")[clause[at].form]
    second = following[1] if len(following) > 1 else ""
    if following[0] in to and (second[:1].isdigit() or second in language.words("speakers/articles")):
        return False
    is_bare = takes == "bare" or (at < head < len(clause) and clause[at].is_predicate)
    return is_bare or not (to | language.words("claims/complementizers")).isdisjoint(following)


_LONGEST_CONTRAST = 6
"""Most words of a part between commas that a negation denies alone."""


def _negations(words: Sequence[Word], language: Language) -> list[int]:
    """Return the positions of negations, without those that deny nothing ('not only')."""
    negations, affirming = language.words("claims/negations"), language.words("claims/affirming_phrases")
    others = language.words("claims/other_negations")
    positions = []
    for at, word in enumerate(words):
        if word.form in negations:
            following = [near.form for near in words[at : at + 3]]
            # 'No, it is over' is an answer and 'No. 1' a number; neither negates.
            second = following[1] if len(following) > 1 else ""
            is_other = word.form in others and (second == "," or second[:1].isdigit())
            is_part = any(" ".join(following[:size]) in affirming for size in (2, 3))
            is_beside = _is_contrast(words, at, language) or _is_of_dependent(words, at, language)
            if not is_other and not is_part and not is_beside:
                positions.append(at)
    return positions


def _is_of_dependent(words: Sequence[Word], at: int, language: Language) -> bool:
    """Return True if a negation belongs to a dependent of a noun or an adjective, and not to the main predicate.

    'The decision not to consult it was a mistake', 'it is important not to forget', 'surprised that he was not
    there'. A negated infinitive behind a verb that takes a clause is the verb's own: 'chose not to vote'.
    """
    follows = words[at + 1].form if at + 1 < len(words) else ""
    before = words[at - 1].form if at else ""
    if follows in language.words("claims/infinitive_markers"):
        return before in language.words("claims/before_negated_infinitives")
    complementizers = language.words("claims/complementizers")
    opened = next((index for index in range(at - 1, 0, -1) if words[index].form in complementizers), None)
    return opened is not None and words[opened - 1].form in language.words("claims/factive_adjectives")


def _is_contrast(words: Sequence[Word], at: int, language: Language) -> bool:
    """Return True if a negation denies only a contrast: 'the state, and not the county, must answer'."""
    contrasts = language.words("claims/contrasts")
    begun = [near.form for near in words[max(at - 2, 0) : at + 1]]
    behind = [near.form for near in words[at + 1 : at + 2 + _LONGEST_CONTRAST]]
    begins = any(begun[-size - 1 : -size] == [","] and " ".join(begun[-size:]) in contrasts for size in (1, 2))
    if not begins or "," not in behind:
        return False
    inside = behind[: behind.index(",")]
    is_noun_phrase = bool(inside) and inside[0] in language.words("claims/contrast_determiners")
    return is_noun_phrase and not has_finite_verb(inside, language)


def _is_predicative(before: str, after: str, language: Language) -> bool:
    """Return True if an adjective between these words describes the subject, or has a clause as its complement."""
    return (
        before in language.words("claims/before_predicates")
        or before in language.words("claims/asserting_forms")
        or after in language.words("claims/complementizers")
        or after in language.words("claims/infinitive_markers")
    )


def _hedge(clause: Sequence[Word], at: int, language: Language) -> str | None:
    """Return the certainty that a hedge leaves, else None: 'in May', 'could not', 'as soon as possible'."""
    hedges = language.table("claims/hedges")
    form = clause[at].form
    return hedges[form][0] if form in hedges and _is_hedging(clause, at, language) else None


def _is_hedging(clause: Sequence[Word], at: int, language: Language) -> bool:
    form, written, _ = clause[at]
    before = clause[at - 1].form if at else ""
    after = clause[at + 1].form if at + 1 < len(clause) else ""
    if before in language.words("claims/before_false_hedges"):
        return False
    if form in language.words("claims/existential_hedges"):
        return any(word.form in language.words("claims/existential_subjects") for word in clause[max(at - 5, 0) : at])
    if form in language.words("claims/hedging_adjectives") and not _is_predicative(before, after, language):
        return False
    if form in language.words("claims/hedges_unless_negated") and after in language.words("claims/negations"):
        return False
    is_month = written[0].isupper() and form in language.words("claims/modal_months")
    has_date = before in language.words("claims/before_months") or after[:1].isdigit() or before[:1].isdigit()
    return not (is_month and has_date)
