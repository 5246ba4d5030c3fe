"""How sure a source presents itself of what it is said to have said, and whether it affirms or denies it.

Values and their meaning are FactBank's (Sauri and Pustejovsky 2009), relative to the source of the claim, for the
main clause of the content: CT certain, PR probable, PS possible, U left open; + affirmed, - denied, u left open.
"""

import re

from pipelines.lexicon import load_lexicon, word_set

CLAUSE_WORDS = 14
"""Words of the content that are read for hedges and negations: about as long as a main clause gets to its verb."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[?,;:.—]")
_RANK = ("CT", "PR", "PS", "U")
_FLIPPED = {"+": "-", "-": "+", "u": "u"}


def judge_certainty(cue_lemma: str | None, cue_text: str, content_text: str) -> tuple[str, str]:
    """Certainty and polarity of a claim from its cue and the main clause of its content."""
    certainty, polarity = _of_cue(cue_lemma)
    if _is_open(content_text):
        return "U", "u"
    clause = _main_clause(content_text)
    negations = word_set("resolve/data/negations.txt")
    if any(word in negations for word in _words(cue_text)):
        if certainty == "CT":
            return "U", "u"
        polarity = _FLIPPED[polarity]
    if any(word in negations for word in clause):
        polarity = _FLIPPED[polarity]
    hedges = load_lexicon("resolve/data/hedges.txt")
    weakest = max((_RANK.index(hedges[word][0]) for word in clause if word in hedges), default=0)
    return _RANK[max(weakest, _RANK.index(certainty))], polarity


def _of_cue(cue_lemma: str | None) -> tuple[str, str]:
    classes = load_lexicon("resolve/data/cue_certainty.txt")
    if cue_lemma is None or cue_lemma not in classes:
        return "CT", "+"
    certainty, polarity = classes[cue_lemma]
    return certainty, polarity


def _is_open(content_text: str) -> bool:
    """Whether the content is a question or begins with a condition."""
    words = _words(content_text[:80])
    if content_text.rstrip("\"”’'»“ ").endswith("?"):
        return True
    return bool(words) and words[0] in word_set("resolve/data/clause_starts.txt")


def _main_clause(content_text: str) -> list[str]:
    """The first words of the content, up to where another clause begins."""
    breaks = word_set("resolve/data/clause_breaks.txt")
    clause: list[str] = []
    for word in _words(content_text[:400]):
        if len(clause) >= CLAUSE_WORDS or (word in breaks and clause) or word in ("?", ";", ".", "—"):
            break
        clause.append(word)
    return clause


def _words(text: str) -> list[str]:
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]
