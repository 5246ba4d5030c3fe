"""A network's inner states as further outputs of it, without another pass and without another file.

An ONNX file is a protocol buffer, and of those two written one after the other are one: single fields of the second
replace those of the first, repeated ones are added (protobuf.dev, "Encoding": "Last One Wins", "merge"). So a graph
that has nothing but outputs, written behind the network, makes them outputs of the network.
"""

from collections.abc import Sequence

_MODEL_GRAPH, _GRAPH_OUTPUT, _VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR = 7, 12, 1, 2, 1
"""Numbers of fields in onnx.proto."""
_FLOAT_TENSOR = b"\x08\x01"
"""A tensor type with element type 1, float, and no shape."""


def with_outputs(network: bytes, names: Sequence[str]) -> bytes:
    """The ONNX file with the values of these names as outputs behind its own. onnxruntime refuses unknown names."""
    tensor = _field(_VALUE_TYPE, _field(_TYPE_TENSOR, _FLOAT_TENSOR))
    outputs = b"".join(_field(_GRAPH_OUTPUT, _field(_VALUE_NAME, name.encode()) + tensor) for name in names)
    return network + _field(_MODEL_GRAPH, outputs)


def _field(number: int, content: bytes) -> bytes:
    """A field of bytes: number and wire type 2, the length in base-128 digits with the lowest first, the bytes."""
    length, digits = len(content), []
    while length > 0x7F:
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *digits, length]) + content
