"""Outputs appended to an ONNX file are fields of a protocol buffer, whose lengths must be right."""

from hearsay.pipelines.reader.inner_states import with_outputs


def test_a_long_name_has_its_length_in_two_digits():
    """300 is AC 02, the example of the format's own documentation; the graph is longer by its own field headers."""
    name = "layer/" + "x" * 294
    assert b"\x0a\xac\x02" + name.encode() in with_outputs(b"network", [name])
    assert with_outputs(b"network", [name]).startswith(b"network")
