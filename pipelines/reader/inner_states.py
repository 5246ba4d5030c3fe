"""A network's inner states, and what is linear in them, as further outputs of it: no other pass, no other file.

An ONNX file is a protocol buffer, and of those two written one after the other are one: single fields of the second
replace those of the first, repeated ones are added (protobuf.dev, "Encoding": "Last One Wins", "merge"). So a graph
that has nothing but nodes, constants and outputs, written behind the network, adds them to the network.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_CONSTANT, _GRAPH_OUTPUT = 1, 5, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_OPERATOR = 1, 2, 4
_TENSOR_SIZE, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_BYTES = 1, 2, 8, 9
_VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR = 1, 2, 1
"""Numbers of fields in onnx.proto."""
_FLOAT = 1
"""The element type of 32-bit floats."""


def with_outputs(network: bytes, names: Sequence[str]) -> bytes:
    """The ONNX file with the values of these names as outputs behind its own. onnxruntime refuses unknown names."""
    tensor = _field(_VALUE_TYPE, _field(_TYPE_TENSOR, _number(1, _FLOAT)))
    outputs = b"".join(_field(_GRAPH_OUTPUT, _text(_VALUE_NAME, name) + tensor) for name in names)
    return network + _field(_MODEL_GRAPH, outputs)


def with_linear(network: bytes, name: str, weights: Mapping[str, Floats], bias: Floats) -> bytes:
    """The ONNX file with one more output: the products of inner states with their weights and the bias, summed.

    `weights` holds for the name of each state what it is multiplied with, its width × outputs.
    """
    constants = [_constant(f"{name}_bias", bias)]
    nodes, products = [], []
    for state, weight in weights.items():
        products.append(f"{name}_of_{state}")
        constants.append(_constant(f"{name}_weights_of_{state}", weight))
        nodes.append(_node("MatMul", [state, f"{name}_weights_of_{state}"], products[-1]))
    nodes.append(_node("Sum", [*products, f"{name}_bias"], name))
    return with_outputs(network + _field(_MODEL_GRAPH, b"".join([*nodes, *constants])), [name])


def _node(operator: str, inputs: Sequence[str], output: str) -> bytes:
    taken = b"".join(_text(_NODE_INPUT, one) for one in inputs)
    return _field(_GRAPH_NODE, taken + _text(_NODE_OUTPUT, output) + _text(_NODE_OPERATOR, operator))


def _constant(name: str, values: Floats) -> bytes:
    sizes = b"".join(_number(_TENSOR_SIZE, size) for size in values.shape)
    content = _field(_TENSOR_BYTES, values.astype("<f4").tobytes())
    return _field(_GRAPH_CONSTANT, sizes + _number(_TENSOR_TYPE, _FLOAT) + _text(_TENSOR_NAME, name) + content)


def _text(number: int, content: str) -> bytes:
    return _field(number, content.encode())


def _field(number: int, content: bytes) -> bytes:
    """A field of bytes: number and wire type 2, the length, the bytes."""
    return bytes([number << 3 | 2]) + _digits(len(content)) + content


def _number(number: int, value: int) -> bytes:
    """A field of a whole number: number and wire type 0, the value."""
    return bytes([number << 3]) + _digits(value)


def _digits(value: int) -> bytes:
    """The value in base-128 digits with the lowest first."""
    digits = []
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])
