"""The network at run time: an ONNX file, run by onnxruntime on one thread. Words in, scores of each word out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_inference_collection import InferenceSession
from onnxruntime.capi.onnxruntime_pybind11_state import SessionOptions

from pipelines.reader.windows import Window, Words, lay_out, pack_windows

Floats = NDArray[np.float32]
_SLOWER = ["SkipLayerNormFusion"]
"""A fusion of onnxruntime's whose kernel takes a quarter of the whole run; without it the run is 30 % shorter."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of each word: words × role tags, words × entity tags, words × link vectors."""

    roles: Floats
    entities: Floats
    links: Floats


class Network:
    """An ONNX network with the inputs pieces, features and mask, all windows × pieces."""

    def __init__(self, path: Path) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )

    def scores(self, words: Words) -> Scores:
        """The scores of all words of a text, window by window; `words` must not be empty."""
        # One window a run: several side by side fall out of the processor's cache and take a fifth longer.
        parts = [self._run(words, window) for window in pack_windows(words)]
        return Scores(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))

    def _run(self, words: Words, window: Window) -> list[Floats]:
        batch = lay_out(words, [window])
        inputs = {"pieces": batch.pieces, "features": batch.features}
        return [output[0, batch.places[:, 1]] for output in self._session.run(None, inputs)]
