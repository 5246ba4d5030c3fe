"""Inner states of a network as further outputs, without another pass and without another file.

An ONNX file is a protocol buffer, and two protocol buffers in a row are parsed as a single message: single fields of
the second replace those of the first, and repeated fields are appended (protobuf.dev, "Encoding": "Last One Wins",
"merge"). So a graph that holds only outputs, appended to the network, adds outputs to the network.
"""

from collections.abc import Sequence

_MODEL_GRAPH, _GRAPH_OUTPUT, _VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR = 7, 12, 1, 2, 1
"""Numbers of fields in onnx.proto."""
_FLOAT_TENSOR = b"\x08\x01"
"""Tensor type with element type 1, float, and no shape."""


def with_outputs(network: bytes, names: Sequence[str]) -> bytes:
    """Return the ONNX file with the values of these names as further outputs; onnxruntime refuses unknown names."""
    tensor = _field(_VALUE_TYPE, _field(_TYPE_TENSOR, _FLOAT_TENSOR))
    outputs = b"".join(_field(_GRAPH_OUTPUT, _field(_VALUE_NAME, name.encode()) + tensor) for name in names)
    return network + _field(_MODEL_GRAPH, outputs)


def _field(number: int, content: bytes) -> bytes:
    """Return a field of bytes: number and wire type 2, the length in base-128 digits, lowest first, and the bytes."""
    length, digits = len(content), []
    while length > 0x7F:
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *digits, length]) + content
