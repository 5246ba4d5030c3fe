"""The speaker of 'Voss was quoted by the Gazette as saying …', whom the reader takes for words of the Gazette."""

from collections.abc import Sequence
from dataclasses import replace

from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.scene import Scene


def with_quoted_speakers(scene: Scene, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions with the quoted person as the source, without those of the quoting itself."""
    pattern = scene.language.pattern("claims/quoted.speaker")
    kept: list[Attribution] = []
    for attribution in attributions:
        if not attribution.cue or not scene.sentences:
            kept.append(attribution)
            continue
        sentence = scene.sentences[sentence_at(scene.sentences, attribution.cue[0].start)]
        match = pattern.match(scene.text, sentence.start, sentence.end)
        if match is None:
            kept.append(attribution)
            continue
        source, cue = Span(*match.span("source")), Span(*match.span("cue"))
        if attribution.content[0].start >= cue.end:
            kept.append(replace(attribution, source=(source,), cue=(cue,)))
        elif attribution.content[-1].end > cue.end:
            kept.append(attribution)
    return kept
