"""The encoder's inner states come from the same pass as the tags, and only small results are stored."""

import numpy as np
import pytest
from onnxruntime import InferenceSession

from hearsay.pipelines.reader.inner_states import with_outputs
from hearsay.pipelines.reader.judgements import BUCKETS, LAYERS, Judge, buckets
from hearsay.pipelines.reader.network import Network
from hearsay.pipelines.reader.trained import MODEL
from hearsay.pipelines.reader.windows import load_tokenizer, split_words

TOKENIZER = load_tokenizer(MODEL / "tokenizer.json")


def test_states_are_outputs_and_the_others_stay_what_they_are() -> None:
    """Appended outputs must not change the network's own outputs."""
    network = (MODEL / "network.onnx").read_bytes()
    plain = InferenceSession(network, providers=["CPUExecutionProvider"])
    more = InferenceSession(with_outputs(network, LAYERS), providers=["CPUExecutionProvider"])
    assert [output.name for output in more.get_outputs()] == [output.name for output in plain.get_outputs()] + list(
        LAYERS
    )
    inputs = {name: np.array([[101, 2015, 2003, 102]]) % top for name, top in (("pieces", 30000), ("features", 2))}
    for output, other in zip(plain.run(None, inputs), more.run(None, inputs), strict=False):
        np.testing.assert_allclose(output, other, atol=1e-4)


def test_the_judge_is_linear_in_the_states() -> None:
    """Judging by window and by layer must equal judging all states at once."""
    judge = Judge.load(MODEL / "judge.npz")
    words = split_words("The mayor said that the port would close.\nNobody had asked.", TOKENIZER)
    states = Network(MODEL / "network.onnx").scores(words).judgements
    judged = Network(MODEL / "network.onnx", judge).scores(words).judgements
    np.testing.assert_allclose(judged, states @ judge.weights + judge.biases, atol=1e-3)


def test_a_network_without_these_states_is_refused() -> None:
    """Weights fitted on this network's states must not judge another network's states."""
    network = (MODEL / "network.onnx").read_bytes()
    with pytest.raises(Exception, match="no_such_state"):
        InferenceSession(with_outputs(network, ["no_such_state"]), providers=["CPUExecutionProvider"])


def test_words_fall_into_the_same_buckets_everywhere() -> None:
    """Python's own hash differs between processes."""
    assert buckets(["Jobs", "17"]).tolist() == [[28101, 27328], [5280, 6842]]
    assert buckets(["in", "1987"]).tolist() == buckets(["in", "2024"]).tolist()
    assert all(0 <= bucket < BUCKETS for pair in buckets(["a", "\udc80", ""]).tolist() for bucket in pair)
    assert buckets([]).shape == (0, 2)


def test_the_weights_fit_the_states() -> None:
    judge = Judge.load(MODEL / "judge.npz")
    assert judge.weights.shape == (384 * len(LAYERS), 3)
    assert judge.by_word.shape == (BUCKETS,)
    assert len(judge.of_words(["one", "two"])) == 2
    assert len(judge.of_words([])) == 0
