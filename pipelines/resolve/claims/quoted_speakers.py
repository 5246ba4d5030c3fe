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
        content = tuple(
            Span(_word_start(scene.text, max(part.start, cue.end)), part.end)
            for part in attribution.content
            if part.end > cue.end + 1
        )
        if content:
            kept.append(replace(attribution, source=(source,), cue=(cue,), content=content))
    return kept


def _word_start(text: str, position: int) -> int:
    """Return the position of the next character that is no blank."""
    while text[position : position + 1].isspace():
        position += 1
    return position
