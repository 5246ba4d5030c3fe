"""The trained reader: one pass of a small network over the text, then decoding into exact spans.

text → words (windows.py) → scores of each word (network.py) → spans (chain.py) → who belongs to whom (links.py) →
mentions and attributions with offsets in the text. English; the model card in model/README.md says how good it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from pipelines.lexicon import files_hash
from pipelines.reader.chain import Chain, Integers, TaggedRange, range_probability, tagged_ranges
from pipelines.reader.links import Linker
from pipelines.reader.network import Network, Scores
from pipelines.reader.tags import ENTITY_TYPES, ROLES
from pipelines.reader.windows import SHAPES, Words, load_tokenizer, split_words
from pipelines.records import Attribution, Mention, Reading, Span

MODEL = Path(__file__).parent / "model"
_SOURCE, _CUE, _CONTENT = range(len(ROLES))


@dataclass(frozen=True, slots=True)
class TrainedReader:
    """Reads with the network of one folder; `version` is a hash of all files that it reads by."""

    version: str
    tokenizer: Tokenizer
    network: Network
    role_chain: Chain
    entity_chain: Chain
    linker: Linker

    @classmethod
    def load(cls, folder: Path = MODEL) -> "TrainedReader":
        """The reader of a folder with network.onnx, tokenizer.json and chains.npz (training/export.py writes them)."""
        files = [folder / name for name in ("network.onnx", "tokenizer.json", "chains.npz")]
        code = sorted(Path(__file__).parent.glob("*.py"))
        with np.load(files[2]) as arrays:
            chains = [Chain(*(arrays[f"{name}_{part}"] for part in ("begin", "end", "steps"))) for name in ("role", "entity")]
            linker = Linker(arrays["link_by_distance"], arrays["link_nothing"])
        return cls(
            f"model-{files_hash(*files, *code)}", load_tokenizer(files[1]), Network(files[0]), *chains, linker
        )

    def read(self, text: str) -> Reading:
        """What the text names and whom it quotes, in time and memory linear in its length."""
        words = split_words(text, self.tokenizer)
        if not len(words):
            return Reading((), (), self.version)
        scores = self.network.scores(words)
        bounds = np.concatenate([[0], np.flatnonzero(np.diff(words.paragraphs)) + 1, [len(words)]])
        mentions = self._mentions(words, scores, bounds)
        return Reading(mentions, self._attributions(words, scores, bounds), self.version)

    def _mentions(self, words: Words, scores: Scores, bounds: Integers) -> tuple[Mention, ...]:
        tags = self.entity_chain.best_tags(scores.entities, bounds)
        probabilities = self.entity_chain.probabilities(scores.entities, bounds)
        return tuple(
            Mention(*_span(words, found), ENTITY_TYPES[found.kind], round(range_probability(found, *probabilities), 4))
            for found in tagged_ranges(tags)
        )

    def _attributions(self, words: Words, scores: Scores, bounds: Integers) -> tuple[Attribution, ...]:
        tags = self.role_chain.best_tags(scores.roles, bounds)
        probabilities = self.role_chain.probabilities(scores.roles, bounds)
        ranges = tagged_ranges(tags)
        sources, cues, contents = ([one for one in ranges if one.kind == kind] for kind in range(len(ROLES)))
        source_links = self.linker.sources_of(cues, sources, scores.links, words.paragraphs)
        cue_links = self.linker.cues_of(contents, cues, scores.links, words.paragraphs)
        found = []
        for number, cue in enumerate(cues):
            parts = [(one, link) for one, link in zip(contents, cue_links, strict=True) if link.chosen == number]
            source = source_links[number]
            found.append(
                Attribution(
                    source=(_span(words, sources[source.chosen]),) if source.chosen is not None else (),
                    cue=(_span(words, cue),),
                    content=tuple(_span(words, one) for one, _ in parts),
                    quote_type=_quote_type(words, [one for one, _ in parts]),
                    confidence=round(range_probability(cue, *probabilities), 4),
                )
            )
        return tuple(found)


def _span(words: Words, found: TaggedRange) -> Span:
    return Span(int(words.starts[found.low]), int(words.ends[found.high - 1]))


def _quote_type(words: Words, contents: Sequence[TaggedRange]) -> str:
    """Whether the words of a content stand in quotation marks: all of them, some or none."""
    first_pieces = words.first[:-1]
    quoted = [
        bool(words.features[piece] > SHAPES)
        for one in contents
        for piece in first_pieces[one.low : one.high].tolist()
    ]
    if quoted and all(quoted):
        return "direct"
    return "mixed" if any(quoted) else "indirect"
