"""Trained reader: one pass of a small network over the text, then decoding into exact spans.

text → words (windows) → scores of each word (network) → spans (chain) → links between spans (links) → attributions
and mentions with offsets in the text and a calibrated confidence. English only. The model card, model/README.md,
states the training data, the quality and the weak points.
"""

from functools import cached_property
from pathlib import Path

import numpy as np

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import files_hash
from hearsay.pipelines.reader.according_to import boost_according_to, cue_pieces
from hearsay.pipelines.reader.attributions import Draft, draft_attributions, quote_type
from hearsay.pipelines.reader.chain import Chain, Integers, TaggedRange, Tagging
from hearsay.pipelines.reader.completion import complete_names
from hearsay.pipelines.reader.confidence import Calibration
from hearsay.pipelines.reader.judgements import Judge
from hearsay.pipelines.reader.links import Linker
from hearsay.pipelines.reader.network import Network, Scores
from hearsay.pipelines.reader.repeats import add_repeats
from hearsay.pipelines.reader.tags import ENTITY_TYPES
from hearsay.pipelines.reader.windows import Words, load_tokenizer, split_words
from hearsay.pipelines.records import Attribution, Mention, Reading, Span, WordSignal
from hearsay.pipelines.versions import reader_version

MODEL = Path(__file__).parent / "model"
FILES = ("network.onnx", "products.onnx", "tokenizer.json", "chains.npz", "calibration.json", "judge.npz")


class TrainedReader:
    """Read texts with the network of a folder. The first text loads the network.

    `version` holds the number READER and a hash of the folder's files.
    """

    def __init__(self, language: Language, folder: Path = MODEL) -> None:
        """Set the language, for the words of rules, and the folder with FILES.

        training/export.py and training/calibrate.py write the files.
        """
        self.language = language
        self.folder = folder
        self.version = reader_version(files_hash(*(folder / name for name in FILES)))

    @cached_property
    def parts(self) -> "Parts":
        """Loaded files, read once."""
        return Parts(self.folder, self.language)

    def read(self, text: str) -> Reading:
        """Return the mentions and attributions of a text, in time and memory linear in its length."""
        words = split_words(text, self.parts.tokenizer)
        if not len(words):
            return Reading((), (), self.version)
        scores = self.parts.network.scores(words)
        bounds = paragraph_bounds(words)
        named = complete_names(text, self.parts.mentions(words, scores, bounds), self.language)
        mentions = add_repeats(text, named)
        attributions = self.parts.attributions(words, scores, bounds)
        return Reading(mentions, attributions, self.version, self.parts.signals(text, words, scores))


class Parts:
    """Loaded files of a folder, and the decoding that needs several of them."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.judge = Judge.load(folder / "judge.npz")
        self.network = Network(folder / "network.onnx", self.judge)
        self.tokenizer = load_tokenizer(folder / "tokenizer.json")
        self.cues = cue_pieces(self.tokenizer.token_to_id, language)
        self.calibration = Calibration.load(folder / "calibration.json")
        with np.load(folder / "chains.npz") as arrays:
            self.role_chain, self.entity_chain = (
                Chain(*(arrays[f"{name}_{part}"] for part in ("begin", "end", "steps")))
                for name in ("role", "entity")
            )
            self.linker = Linker(arrays["link_by_distance"], arrays["link_nothing"])

    def mentions(self, words: Words, scores: Scores, bounds: Integers) -> tuple[Mention, ...]:
        """Return the mentions of a text, without overlap."""
        tagging = self.entity_chain.decode(scores.entities, bounds)
        curve = self.calibration.mention
        return tuple(
            Mention(*_span(words, span), ENTITY_TYPES[span.kind], curve.confidence(mention_evidence(span, tagging)))
            for span in tagging.ranges
        )

    def role_tagging(self, words: Words, scores: Scores, bounds: Integers) -> Tagging:
        """Return the spans of sources, cues and contents."""
        return self.role_chain.decode(boost_according_to(scores.roles, words, self.cues), bounds)

    def attributions(self, words: Words, scores: Scores, bounds: Integers) -> tuple[Attribution, ...]:
        """Return the attributions in reading order."""
        tagging = self.role_tagging(words, scores, bounds)
        drafts = draft_attributions(tagging, scores.links, words, self.linker)
        attributions = [
            Attribution(
                source=(_span(words, draft.source),) if draft.source else (),
                cue=(_span(words, draft.cue),),
                content=tuple(_span(words, part) for part in draft.contents),
                quote_type=quote_type(words, draft.contents),
                confidence=self.calibration.attribution.confidence(attribution_evidence(draft, tagging)),
            )
            for draft in drafts
        ]
        return tuple(sorted(attributions, key=_reading_order))

    def signals(self, text: str, words: Words, scores: Scores) -> tuple[WordSignal, ...]:
        """Return a signal for each word."""
        starts, ends = words.starts.tolist(), words.ends.tolist()
        of_words = self.judge.of_words([text[start:end] for start, end in zip(starts, ends, strict=True)])
        columns = scores.judgements.astype(np.float64).round(4).T.tolist()
        return tuple(map(WordSignal, starts, ends, *columns, of_words.astype(np.float64).round(5).tolist()))


def paragraph_bounds(words: Words) -> Integers:
    """Return the first word of each paragraph and, last, the number of words."""
    return np.concatenate([[0], np.flatnonzero(np.diff(words.paragraphs)) + 1, [len(words)]])


def mention_evidence(span: TaggedRange, tagging: Tagging) -> dict[str, float]:
    """Return the probabilities behind a mention's confidence."""
    return {"span": tagging.probability(span)}


def attribution_evidence(draft: Draft, tagging: Tagging) -> dict[str, float]:
    """Return the probabilities behind an attribution's confidence; 0.5 for a missing source."""
    return {
        "cue": tagging.probability(draft.cue),
        "source": tagging.probability(draft.source) if draft.source else 0.5,
        "content": min(map(tagging.probability, draft.contents), default=0.0),
        "source_link": draft.source_probability,
        "content_link": draft.content_probability,
    }


def _span(words: Words, tagged: TaggedRange) -> Span:
    return Span(int(words.starts[tagged.low]), int(words.ends[tagged.high - 1]))


def _reading_order(attribution: Attribution) -> tuple[int, int]:
    return min((*attribution.source, *attribution.cue, *attribution.content)).start, attribution.cue[0].start
