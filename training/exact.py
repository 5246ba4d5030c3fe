"""Make an exported network give the same numbers on every processor: python -m training.exact NETWORK.onnx

The exponentials inside onnxruntime's Attention and Softmax depend on the processor's vector instructions. They
differ in the last bit, and rounding to bytes turns this into a hundredth of a confidence. Products, sums, maxima and
the Exp operator are the same everywhere, so attention is rewritten in these operators. This costs a tenth of the
network's time.

The file's folder also gets the probe that shows the reader if a processor's products of bytes saturate.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper

PROBE = "products.onnx"
_OPSET = 23


def main() -> None:
    """Rewrite the file in place, and write the probe beside it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    network = parser.parse_args().network
    model = onnx.load(str(network))
    write_out_attention(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(network))
    write_probe(network.with_name(PROBE))


def write_out_attention(model: onnx.ModelProto) -> None:
    """Replace each Attention of a network by elementary operators.

    Raises:
        ValueError: The network has no Attention.
    """
    nodes = list(model.graph.node)
    attentions = [node for node in nodes if node.op_type == "Attention"]
    if not attentions:
        raise ValueError(
            "the network has no Attention: it was written out before, or another exporter wrote the file"
        )
    heads = next(helper.get_attribute_value(part) for part in attentions[0].attribute if part.name == "q_num_heads")
    bias = next(array for array in model.graph.initializer if array.name == "layers.0.qkv.bias")
    head = bias.dims[0] // 3 // heads
    constants = {
        "attention.scale": np.array(head**-0.5, dtype=np.float32),
        "attention.apart": np.array([0, 0, heads, head], dtype=np.int64),
        "attention.together": np.array([0, 0, heads * head], dtype=np.int64),
        "attention.last": np.array([-1], dtype=np.int64),
    }
    model.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())
    del model.graph.node[:]
    for node in nodes:
        model.graph.node.extend(_written_out(node) if node.op_type == "Attention" else [node])


def _written_out(attention: NodeProto) -> Iterator[NodeProto]:
    """Yield the operators of exp(q·k − its maximum)·v over the sum; the division comes last, on the least numbers."""
    (result,) = attention.output

    def node(operator: str, inputs: list[str], output: str, **attributes: object) -> NodeProto:
        names = [f"{result}.{name}" if name in _PARTS else name for name in inputs]
        return helper.make_node(operator, names, [f"{result}.{output}" if output in _PARTS else output], **attributes)

    for part, tensor, order in zip("qkv", attention.input, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
        yield node("Reshape", [tensor, "attention.apart"], f"{part}_apart")
        yield node("Transpose", [f"{part}_apart"], part, perm=order)
    yield node("Mul", ["q", "attention.scale"], "scaled")
    yield node("MatMul", ["scaled", "k"], "scores")
    yield node("ReduceMax", ["scores", "attention.last"], "highest", keepdims=1)
    yield node("Sub", ["scores", "highest"], "below")
    yield node("Exp", ["below"], "weights")
    yield node("ReduceSum", ["weights", "attention.last"], "sum", keepdims=1)
    yield node("MatMul", ["weights", "v"], "weighted")
    yield node("Div", ["weighted", "sum"], "seen")
    yield node("Transpose", ["seen"], "seen_apart", perm=[0, 2, 1, 3])
    yield node("Reshape", ["seen_apart", "attention.together"], result)


_PARTS = {
    *("q", "k", "v", "q_apart", "k_apart", "v_apart", "scaled", "scores", "highest", "below"),
    *("weights", "sum", "weighted", "seen", "seen_apart"),
}


def write_probe(path: Path) -> None:
    """Write a network that multiplies `left`, unsigned bytes, by the largest signed bytes.

    For a `left` of 255 its output, int32, is 255 · 127 · 8 everywhere, and less on processors that saturate at 16
    bits.
    """
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right"], ["products"])],
        "probe",
        [helper.make_tensor_value_info("left", onnx.TensorProto.UINT8, [4, 8])],
        [helper.make_tensor_value_info("products", onnx.TensorProto.INT32, [4, 16])],
        [numpy_helper.from_array(np.full((8, 16), 127, dtype=np.int8), "right")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


if __name__ == "__main__":
    main()
