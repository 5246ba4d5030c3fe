"""Export a trained reader for the run time: python -m training.export CHECKPOINT ENCODER OUT [--float]

OUT becomes the folder that pipelines.reader.trained reads: network.onnx, tokenizer.json, chains.npz with the scores
of the chains and of the linker, and a calibration.json that training.calibrate then fits. The weights have 8 bits,
except for those of the last products; with --float, all weights stay floats.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from hearsay.pipelines.reader.confidence import UNCALIBRATED
from hearsay.pipelines.reader.windows import FEATURES, WINDOW, load_tokenizer
from training.model import Network, Reader, load_reader

OPSET = 23
_HEADS = ("roles", "entities")
"""Outputs whose small products stay in float, which loses less quality."""


class ByteTable(nn.Module):
    """Embedding whose rows are bytes, each row with its own scale: a quarter of the size."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scale = (table.abs().amax(dim=1, keepdim=True) / 127).clamp_min(1e-8)
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        rows = torch.nn.functional.embedding(ids, self.rows)
        return rows.to(torch.float32) * torch.nn.functional.embedding(ids, self.scale)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--float", action="store_true", help="keep float weights, for comparison")
    parser.add_argument("--narrow", action="store_true", help="7 bits: exact sums on processors without VNNI")
    args = parser.parse_args()
    reader = load_reader(args.checkpoint).eval()
    if reader.network.by_distance:
        parser.error(f"{args.checkpoint} is a network to learn from (--mpnet): train one of MiniLM's size with it")
    args.out.mkdir(parents=True, exist_ok=True)
    save_chains(reader, args.out / "chains.npz")
    (args.out / "calibration.json").write_text(UNCALIBRATED.as_json(), encoding="utf-8")
    load_tokenizer(args.encoder / "tokenizer.json").save(str(args.out / "tokenizer.json"), pretty=False)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        export_network(reader.network, whole, in_bytes=not args.float)
        if args.float:
            (args.out / "network.onnx").write_bytes(whole.read_bytes())
        else:
            shaped = Path(folder) / "shaped.onnx"
            quant_pre_process(str(whole), str(shaped), skip_symbolic_shape=True)
            quantize_dynamic(
                shaped,
                args.out / "network.onnx",
                op_types_to_quantize=["MatMul", "Gemm"],
                per_channel=True,
                reduce_range=args.narrow,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=products_of(shaped, _HEADS),
            )
    strip_notes(args.out / "network.onnx")
    sizes = {file.name: file.stat().st_size for file in sorted(args.out.iterdir())}
    print(sizes, f"together {sum(sizes.values()) / 1e6:.1f} MB")


def export_network(network: Network, path: Path, in_bytes: bool) -> None:
    """Write the network as ONNX with free dimensions for windows and pieces. Inputs are int64, outputs float."""
    network.places = nn.Embedding.from_pretrained(network.places.weight[:WINDOW].detach())
    if in_bytes:
        network.words = ByteTable(network.words.weight.detach())
    # Two different tensors, because the exporter merges inputs that are the same object.
    example = torch.ones(2, 16, dtype=torch.int64)
    free = {0: torch.export.Dim("windows"), 1: torch.export.Dim("pieces", max=WINDOW)}
    program = torch.onnx.export(
        network,
        (2000 + example, 2 * example),
        dynamic_shapes=(free, free),
        input_names=["pieces", "features"],
        output_names=["roles", "entities", "links"],
        opset_version=OPSET,
        dynamo=True,
    )
    program.save(str(path))
    onnx.checker.check_model(str(path))
    check_same(network, path)


def strip_notes(path: Path) -> None:
    """Remove the exporter's notes about the code: stack traces and file names of the machine."""
    model = onnx.load(str(path))
    model.graph.doc_string = model.doc_string = ""
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
    for named in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info):
        named.doc_string = ""
        if hasattr(named, "metadata_props"):
            del named.metadata_props[:]
    onnx.save(model, str(path))


def products_of(path: Path, outputs: Sequence[str]) -> list[str]:
    """Return the names of the products whose sum with a bias is among these outputs."""
    nodes = onnx.load(str(path)).graph.node
    summed = {name for node in nodes if set(node.output) & set(outputs) for name in node.input}
    return [node.name for node in nodes if node.op_type in ("MatMul", "Gemm") and set(node.output) & summed]


def check_same(network: Network, path: Path) -> None:
    """Compare both networks on pieces that the export did not use.

    The exporter merges equal-looking inputs without a message.
    """
    chance = torch.Generator().manual_seed(1)
    pieces = torch.randint(1000, 30000, (3, 40), generator=chance)
    features = torch.randint(0, FEATURES, (3, 40), generator=chance)
    with torch.no_grad():
        wanted = network(pieces, features, torch.ones_like(pieces))
    inputs = {"pieces": pieces.numpy(), "features": features.numpy()}
    outputs = InferenceSession(str(path)).run(None, inputs)
    for expected, other in zip(wanted, outputs, strict=True):
        gap = float((expected - torch.from_numpy(other)).abs().max())
        if gap > 1e-3:
            raise RuntimeError(f"{path} differs from the network by {gap:.3g}: the export went wrong")


def save_chains(reader: Reader, path: Path) -> None:
    """Write the parts outside the network: each chain's scores, with forbidden steps, and the linker's."""
    with torch.no_grad():
        arrays = {
            f"{name}_{part}": value.numpy()
            for name, chain in (("role", reader.role_chain), ("entity", reader.entity_chain))
            for part, value in (
                ("begin", chain.begin + chain.barred_begin),
                ("end", chain.end),
                ("steps", chain.steps + chain.barred),
            )
        }
        arrays["link_by_distance"] = reader.linker.by_distance.numpy()
        arrays["link_nothing"] = reader.linker.nothing.numpy()
    np.savez(path, **arrays)


if __name__ == "__main__":
    main()
