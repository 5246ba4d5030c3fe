"""Attributions of a whole text: the drafts of its sentences, quotations that go on, exact spans."""

from collections.abc import Sequence

from pipelines.lexicon import load_lexicon
from pipelines.reader.clauses import draft_sentence
from pipelines.reader.drafts import Draft
from pipelines.reader.phrases import Range
from pipelines.reader.quotations import Quotation, find_quotations
from pipelines.reader.sentences import Sentence, find_sentences, fold_quotations
from pipelines.reader.tokens import Token
from pipelines.records import Attribution, Span, Spans


def find_attributions(text: str, tokens: Sequence[Token]) -> tuple[Attribution, ...]:
    """Who is said to have said what, in reading order. Spans are trimmed of white space and lie in the text."""
    return tuple(attribution for _, attribution in find_named_attributions(text, tokens))


def find_named_attributions(text: str, tokens: Sequence[Token]) -> list[tuple[str, Attribution]]:
    """The same, each with the name of the pattern that found it."""
    quotations = find_quotations(text)
    items = fold_quotations(text, tokens, quotations)
    drafts: list[Draft] = []
    last: Draft | None = None
    for sentence in find_sentences(items):
        found = draft_sentence(items, sentence.first, sentence.last)
        if not found and last and _goes_on(items, last, sentence):
            last.contents.append(_quoted(items, sentence))
            continue
        drafts += found
        last = found[-1] if found and _is_quoted(items, found[-1]) else None
    wholes = _whole_quotations(quotations)
    named = [(draft.pattern, _finish(items, draft, wholes)) for draft in drafts]
    return sorted(named, key=lambda pair: _order(pair[1]))


def _goes_on(items: Sequence[Token], last: Draft, sentence: Sentence) -> bool:
    """Whether the sentence is nothing but a quotation, so that it is still the last speaker who talks."""
    rest = [item for item in items[sentence.first : sentence.last] if item.kind != "m"]
    if not rest or any(item.kind != "q" for item in rest):
        return False
    return last.contents[-1].last <= sentence.first


def _quoted(items: Sequence[Token], sentence: Sentence) -> Range:
    last = sentence.last
    while last > sentence.first + 1 and items[last - 1].kind == "m":
        last -= 1
    return Range(sentence.first, last)


def _is_quoted(items: Sequence[Token], draft: Draft) -> bool:
    return any(item.kind == "q" for content in draft.contents for item in items[content.first : content.last])


def _whole_quotations(quotations: Sequence[Quotation]) -> dict[int, Spans]:
    """Start of each part of a quotation over several paragraphs → all of its parts."""
    return {
        part.start: quotation.parts
        for quotation in quotations
        if len(quotation.parts) > 1
        for part in quotation.parts
    }


def _finish(items: Sequence[Token], draft: Draft, wholes: dict[int, Spans]) -> Attribution:
    content: list[Span] = []
    for part in sorted(draft.contents):
        content.append(_span(items, part))
        for item in items[part.first : part.last]:
            content += wholes.get(item.start, ()) if item.kind == "q" else ()
    kept: list[Span] = []
    for span in sorted(content):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return Attribution(
        source=(_span(items, draft.source),) if draft.source else (),
        cue=(_span(items, draft.cue),),
        content=tuple(kept),
        quote_type=_quote_type(items, draft),
        confidence=_precision(draft.pattern),
    )


def _span(items: Sequence[Token], part: Range) -> Span:
    return Span(items[part.first].start, items[part.last - 1].end)


def _quote_type(items: Sequence[Token], draft: Draft) -> str:
    kinds = {
        item.kind == "q" for part in draft.contents for item in items[part.first : part.last] if item.kind != "m"
    }
    if kinds == {True}:
        return "direct"
    return "mixed" if True in kinds else "indirect"


def _precision(pattern: str) -> float:
    return float(load_lexicon("reader/data/pattern_precision.txt")[pattern][0])


def _order(attribution: Attribution) -> tuple[int, int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return min(spans).start, attribution.cue[0].start
