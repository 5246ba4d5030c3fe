"""Attributions → claims: resolved source, lemma of the cue, certainty, and parent claim.

Rules add further attributions to those of the reader: cited sources, quotations without an attribution and, last,
the sentences that the article states in its own voice.
"""

from collections.abc import Sequence
from dataclasses import replace

from hearsay.pipelines.language import Language
from hearsay.pipelines.marks import behind_marks
from hearsay.pipelines.records import Article, Attribution, Claim, Reading, Span, Spans
from hearsay.pipelines.resolve.claims.author_claims import LEAST, stated_sentences
from hearsay.pipelines.resolve.claims.bare_quotations import BareQuotation, find_bare_quotations
from hearsay.pipelines.resolve.claims.certainty import REACH, judge_certainty
from hearsay.pipelines.resolve.claims.confidence import confidence_of
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from hearsay.pipelines.resolve.claims.distant_quotations import release_distant
from hearsay.pipelines.resolve.claims.generic_sources import is_generic, is_guide
from hearsay.pipelines.resolve.claims.kinds import Form, judge_kind
from hearsay.pipelines.resolve.claims.nesting import nest
from hearsay.pipelines.resolve.claims.passive_cues import without_patients
from hearsay.pipelines.resolve.claims.plain_sayings import find_plain_sayings
from hearsay.pipelines.resolve.claims.quoted_speakers import with_quoted_speakers
from hearsay.pipelines.resolve.claims.scraps import without_asides, without_titles
from hearsay.pipelines.resolve.claims.signals import Signals
from hearsay.pipelines.resolve.claims.taken_floor import release_behind_actors
from hearsay.pipelines.resolve.claims.turns import find_turns, outside_turns
from hearsay.pipelines.resolve.claims.worth import check_worthiness
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.scene import Scene, Source, set_scene
from hearsay.pipelines.resolve.speakers.source_roles import find_role
from hearsay.pipelines.resolve.speakers.sources import find_source, note_speaker

JOIN = " … "
"""Separator of the parts of a discontinuous span that is read as one text."""
_BEFORE_CUE = 30
"""Characters before a cue that show whether it is a noun."""


def make_claims(
    article: Article, reading: Reading, mention_entities: Sequence[str | None], language: Language
) -> tuple[Claim, ...]:
    """Return a claim for each attribution with content, in order; then the claims that rules add.

    Parents are acyclic.
    """
    scene = set_scene(article, reading, mention_entities, language)
    turns = find_turns(scene)
    read = without_patients(article.text, (item for item in reading.attributions if item.content), language)
    attributions = with_quoted_speakers(scene, read)
    attributions = without_titles(scene, without_asides(scene, outside_turns(attributions, turns), LEAST))
    attributions = [*attributions, *find_plain_sayings(scene, [*attributions, *(turn.attribution for turn in turns)])]
    released = release_behind_actors(scene, release_distant(article.text, attributions, scene.quotations))
    attributions = [*released.attributions, *(turn.attribution for turn in turns)]
    labelled = {
        number: turn.source for number, turn in enumerate(turns, start=len(released.attributions)) if turn.source
    }
    nested = nest(scene, attributions)
    bare = find_bare_quotations(scene, attributions, released.quotations, len(nested))
    everything = [addition.attribution for addition in nested] + [addition.attribution for addition in bare]
    parents = [addition.parent for addition in nested] + [None] * len(bare)
    sources = _find_sources(scene, everything, parents, dict(enumerate(bare, start=len(nested))), labelled)
    signals = Signals(reading.signals)
    stated = stated_sentences(scene, everything, signals)
    in_guide = is_guide(scene)
    if not article.text.isascii():
        everything = [_with_whole_letters(article.text, attribution) for attribution in everything]
    return tuple(
        _claim(scene, attribution, source, parent, signals, in_guide=in_guide)
        for attribution, source, parent in zip(
            [*everything, *stated],
            [*sources, *(Source(None, "author") for _ in stated)],
            [*parents, *(None for _ in stated)],
            strict=True,
        )
    )


def _with_whole_letters(text: str, attribution: Attribution) -> Attribution:
    """Return the attribution with no span that ends before a combining mark."""
    parts = (attribution.source, attribution.cue, attribution.content)
    if not any(behind_marks(text, span.end) > span.end for spans in parts for span in spans):
        return attribution
    source, cue, content = (tuple(Span(start, behind_marks(text, end)) for start, end in spans) for spans in parts)
    return replace(attribution, source=source, cue=cue, content=content)


def _find_sources(
    scene: Scene,
    attributions: Sequence[Attribution],
    parents: Sequence[int | None],
    bare: dict[int, BareQuotation],
    labelled: dict[int, Source],
) -> list[Source]:
    """Return the sources in the order of the attributions. `labelled` are those of turns with a label.

    They are resolved in reading order, outer claims before inner claims, because 'I' inside means the outer
    source.
    """
    sources: dict[int, Source] = {}

    def outside(number: int) -> int:
        depth, parent = 0, parents[number]
        while parent is not None:
            depth, parent = depth + 1, parents[parent]
        return depth

    for number in sorted(range(len(attributions)), key=lambda index: (_place(attributions[index]), outside(index))):
        parent = parents[number]
        if parent is not None and parent not in sources:
            sources[parent] = _outer(scene, attributions[parent])
        if number in sources:
            continue
        attribution = attributions[number]
        if number in labelled:
            sources[number] = labelled[number]
            note_speaker(scene, attribution.source[0].start, labelled[number])
            continue
        goes_on = bare[number].goes_on if number in bare else None
        if goes_on is not None:
            before = sources.get(goes_on) or _outer(scene, attributions[goes_on])
            beside = before.beside or scene.mention_index.within(attributions[goes_on].source)
            sources[number] = replace(before, beside=beside)
        else:
            sources[number] = find_source(
                scene,
                attribution.source,
                attribution.cue,
                sources[parent] if parent is not None else None,
                attribution.content,
            )
    return [sources[number] for number in range(len(attributions))]


def _outer(scene: Scene, attribution: Attribution) -> Source:
    return find_source(scene, attribution.source, attribution.cue, None, attribution.content)


def _place(attribution: Attribution) -> int:
    return min(span.start for span in (*attribution.source, *attribution.cue, *attribution.content))


def _claim(
    scene: Scene, attribution: Attribution, source: Source, parent: int | None, signals: Signals, *, in_guide: bool
) -> Claim:
    cue, content = _joined(scene.text, attribution.cue), _joined(scene.text, attribution.content)
    lemma = cue_lemma(cue, scene.language)
    of_words = signals.joined(attribution.content, len(JOIN), REACH)
    certainty, polarity = judge_certainty(lemma, cue, content, scene.language, of_words)
    start = attribution.cue[0].start if attribution.cue else 0
    before_cue = scene.text[max(0, start - _BEFORE_CUE) : start]
    form = Form(lemma, cue, before_cue, content, attribution.quote_type, source.source_type)
    act = judge_kind(form, scene.language)
    if act.is_said and is_generic(scene, attribution, source, in_guide=in_guide):
        act = act._replace(is_said=False)
    if act.kind == "asks":
        certainty, polarity = "U", "u"
    elif act.kind == "accuses" and certainty == "U":
        certainty, polarity = "CT", "+"  # 'accused them of trying': the trying is open, the accusation is not
    return Claim(
        attribution=attribution,
        source_entity_id=source.entity_id,
        source_type=source.source_type,
        cue_lemma=lemma,
        polarity=polarity,
        certainty=certainty,
        parent=parent,
        source_mentions=scene.mention_index.within(attribution.source) or source.beside,
        about_mentions=scene.mention_index.within(attribution.content),
        check_worthiness=check_worthiness(
            signals.within(attribution.content),
            scene.language,
            "" if _holds_sentence(scene, attribution.content) else content,
        ),
        confidence=attribution.confidence
        if source.source_type == "author"
        else confidence_of(
            attribution.confidence,
            is_said=act.is_said,
            is_direct=attribution.quote_type == "direct",
            has_cue=bool(attribution.cue),
        ),
        kind=act.kind,
        is_said=act.is_said,
        has_source=source.source_type not in ("author", "none"),
        source_pronoun=scene.persons.pronoun_in_text(source.entity_id) if source.entity_id else None,
        context=_context(scene, attribution),
        source_role=find_role(scene, attribution.source, source),
    )


def _context(scene: Scene, attribution: Attribution) -> Span:
    """Return the sentences that hold source, cue and content, from the first to the last."""
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    if not scene.sentences:
        return Span(start, end)
    first, last = (scene.sentences[sentence_at(scene.sentences, position)] for position in (start, end - 1))
    return Span(min(first.start, start), max(last.end, end))


def _holds_sentence(scene: Scene, spans: Spans) -> bool:
    """Return True if the spans hold a whole sentence, except for up to two characters at each end."""
    for start, end in spans if scene.sentences else ():
        sentence = scene.sentences[sentence_at(scene.sentences, start)]
        if sentence.start >= start - 2 and sentence.end <= end + 2:
            return True
    return False


def _joined(text: str, spans: Spans) -> str:
    return JOIN.join(text[start:end] for start, end in spans)
