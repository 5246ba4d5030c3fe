"""Network at run time: an ONNX file, run by onnxruntime on a single thread. Words in, scores of each word out.

The scores are equal to the last bit on every processor, see docs/decisions/0020-the-same-claims-everywhere.md.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_inference_collection import InferenceSession
from onnxruntime.capi.onnxruntime_pybind11_state import SessionOptions

from hearsay.pipelines.reader.inner_states import with_outputs
from hearsay.pipelines.reader.judgements import LAYERS, Judge
from hearsay.pipelines.reader.windows import LaidOut, Words, lay_out, pack_windows

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_SLOWER = ["SkipLayerNormFusion"]
"""Fusion of onnxruntime whose kernel takes a quarter of the whole run; without it the run is 30 % shorter."""
_PROVIDERS = ["CPUExecutionProvider"]
_PROBE = "products.onnx"


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of each word: words × role tags, × entity tags, × link vectors, × judgements."""

    roles: Floats
    entities: Floats
    links: Floats
    judgements: Floats | Doubles


class Network:
    """ONNX network with the inputs pieces and features, both windows × pieces, and the judge of its states.

    Without a judge, the judgements are the states themselves, words × (LAYERS × their width), which training uses.
    """

    def __init__(self, path: Path, judge: Judge | None = None) -> None:
        options = _single_thread()
        # A tensor in memory that was just freed costs less than the plans for tensors in place of others: 7 %.
        options.enable_mem_reuse = options.enable_mem_pattern = False
        if products_saturate(path.with_name(_PROBE)):
            options.add_session_config_entry("session.x64quantprecision", "1")
        self._judge = judge
        self._session = InferenceSession(
            with_outputs(path.read_bytes(), LAYERS),
            options,
            providers=_PROVIDERS,
            disabled_optimizers=_SLOWER,
        )

    def scores(self, words: Words) -> Scores:
        """Return the scores of all words of a text, window by window; `words` must not be empty."""
        # A run has a single window: several windows at once exceed the processor's cache and take a fifth longer.
        parts = [self._run(lay_out(words, window)) for window in pack_windows(words)]
        return Scores(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))

    def _run(self, window: LaidOut) -> list[Floats | Doubles]:
        inputs = {"pieces": window.pieces[None], "features": window.features[None]}
        roles, entities, links, *states = (output[0] for output in self._session.run(None, inputs))
        # Judge each window at once: the states of a long text are a hundred times as large as the kept results.
        states = [state[window.places] for state in states]
        judged = np.concatenate(states, axis=1) if self._judge is None else self._judge.of_states(states)
        return [*(output[window.places] for output in (roles, entities, links)), judged]


@cache
def products_saturate(probe: Path) -> bool:
    """Return True if this processor's products of bytes saturate at 16 bits, as on x86 without VNNI.

    `probe` is the file that training/exact.py writes. onnxruntime has exact products for such processors too, which
    take a tenth longer there and would take half as long again on other processors.
    """
    session = InferenceSession(probe.read_bytes(), _single_thread(), providers=_PROVIDERS)
    left = np.full((4, 8), 255, dtype=np.uint8)
    (products,) = session.run(None, {"left": left})
    return bool((products != 255 * 127 * 8).any())


def _single_thread() -> SessionOptions:
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options
