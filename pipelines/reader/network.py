"""The network at run time: an ONNX file, run by onnxruntime on one thread. Words in, scores of each word out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipelines.reader.windows import Window, Words, lay_out, pack_windows

Floats = NDArray[np.float32]
_SIDE_BY_SIDE = 8
"""Windows in one run of the network: more take memory and win no time on one thread."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of each word: words × role tags, words × entity tags, words × link vectors."""

    roles: Floats
    entities: Floats
    links: Floats


class Network:
    """An ONNX network with the inputs pieces, features and mask, all windows × pieces."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def scores(self, words: Words) -> Scores:
        """The scores of all words of a text, window by window; `words` must not be empty."""
        windows = iter(pack_windows(words))
        parts = [self._run(words, together) for together in _batches(windows)]
        return Scores(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))

    def _run(self, words: Words, windows: list[Window]) -> list[Floats]:
        batch = lay_out(words, windows)
        inputs = {"pieces": batch.pieces, "features": batch.features, "mask": batch.mask}
        rows, columns = batch.places.T
        return [output[rows, columns] for output in self._session.run(None, inputs)]


def _batches(windows: Iterator[Window]) -> Iterator[list[Window]]:
    while together := list(islice(windows, _SIDE_BY_SIDE)):
        yield together
