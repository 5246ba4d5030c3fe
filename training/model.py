"""Network: MiniLM's six layers, two taggers with a chain on top, and vectors that link spans to cues.

Encoder: Wang et al. 2020 (MiniLM); the encoder of its teacher: Song et al. 2020 (MPNet). Chain: a linear-chain CRF
(Lafferty et al. 2001), one sequence for each paragraph. The entity tagger is trained on sets of tags (a marginal
CRF, Tsuboi et al. 2008), because its corpora differ in their types.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from hearsay.pipelines.reader.links import DISTANCES, LINK
from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES, forbidden
from hearsay.pipelines.reader.windows import FEATURES, LaidOut

NEVER = -1e4
"""Score of an impossible choice: practically minus infinity, but still finite for arithmetic."""
_CHANCE = np.random.Generator(np.random.SFC64(1))


@dataclass(frozen=True, slots=True)
class Size:
    """Settings in which encoders differ."""

    hidden: int
    heads: int
    head: int
    layers: int
    inner: int
    rectified: bool = False
    """ReLU instead of Gelu between the two inner matrices."""
    epsilon: float = 1e-12
    """Term that a normalisation adds to the variance."""
    buckets: int = 0
    """Buckets of distances between pieces, each with a bias in every head; 0 for none, as in BERT."""


MINILM = Size(hidden=384, heads=12, head=32, layers=6, inner=1536)
MPNET = Size(hidden=768, heads=12, head=64, layers=12, inner=3072, epsilon=1e-5, buckets=32)


class Dropout(nn.Module):
    """Dropout by random bytes: torch draws a float for each number, which takes a sixth of a step on a CPU."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.limit = round(share * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.limit:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.limit / 256)
        drawn = torch.from_numpy(np.frombuffer(_CHANCE.bytes(x.numel()), dtype=np.uint8).copy()).view(x.shape)
        return x * ((drawn >= self.limit).to(x.dtype) * (256 / (256 - self.limit)))


class Layer(nn.Module):
    """Transformer layer as in BERT: normalised after each sum."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.size = size
        self.qkv = nn.Linear(size.hidden, 3 * size.heads * size.head)
        self.out = nn.Linear(size.heads * size.head, size.hidden)
        self.norm1 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.inner = nn.Linear(size.hidden, size.inner)
        self.outer = nn.Linear(size.inner, size.hidden)
        self.norm2 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.dropout = Dropout(dropout)
        self.gates: Tensor | None = None

    def gate_heads(self) -> Tensor:
        """Return factors of 1 on each head's output; their gradients show a head's importance (training.shrink)."""
        self.gates = torch.ones(self.size.heads, requires_grad=True)
        return self.gates

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Return the output of the layer, windows × pieces × hidden.

        Args:
            x: Windows × pieces × hidden.
            bias: Added to the scores, windows × heads × pieces × pieces.
        """
        x = self.norm1(x + self.dropout(self.out(self._attend(self.qkv(x), bias))))
        return self.norm2(x + self.dropout(self.outer(self._between(self.inner(x)))))

    def _between(self, inner: Tensor) -> Tensor:
        return F.relu(inner) if self.size.rectified else F.gelu(inner)

    def _attend(self, qkv: Tensor, bias: Tensor | None) -> Tensor:
        rows, width, _ = qkv.shape
        heads, head = self.size.heads, self.size.head
        if torch.onnx.is_in_onnx_export():
            # A single operator, a third faster than the elementary operators.
            options = {"q_num_heads": heads, "kv_num_heads": heads}
            shape = (rows, width, heads * head)
            return torch.onnx.ops.symbolic(
                "Attention", qkv.chunk(3, dim=-1), options, dtype=qkv.dtype, shape=shape, version=23
            )
        q, k, v = qkv.view(rows, width, 3, heads, head).permute(2, 0, 3, 1, 4)
        if qkv.is_cuda and self.gates is None and not (bias is not None and bias.requires_grad):
            seen = F.scaled_dot_product_attention(q, k, v, bias)
            return seen.transpose(1, 2).reshape(rows, width, heads * head)
        # Written out: on a CPU the backward pass of torch's fused kernel takes three times as long.
        scores = q @ k.transpose(2, 3) * head**-0.5
        seen = torch.softmax(scores if bias is None else scores + bias, dim=-1) @ v
        if self.gates is not None:
            seen = seen * self.gates[:, None, None]
        return seen.transpose(1, 2).reshape(rows, width, heads * head)


class Network(nn.Module):
    """Network from pieces to the scores of both taggers and the four link vectors of each piece."""

    def __init__(self, dropout: float = 0.1, size: Size = MINILM) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(30522, size.hidden)
        self.places = nn.Embedding(512, size.hidden)
        self.features = nn.Embedding(FEATURES, size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.by_distance = nn.Embedding(size.buckets, size.heads) if size.buckets else None
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))
        self.roles = nn.Linear(size.hidden, 1 + 2 * len(ROLES))
        self.entities = nn.Linear(size.hidden, 1 + 2 * len(ENTITY_TYPES))
        self.links = nn.Linear(size.hidden, 4 * LINK)
        nn.init.zeros_(self.features.weight)

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Return the outputs; arguments are windows × pieces. Without a mask, all windows have the same length."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.places(places) + self.features(features)
        x = self.dropout(self.norm(x))
        bias = None if mask is None else ((1 - mask) * NEVER).to(x.dtype)[:, None, None, :]
        if self.by_distance is not None:
            by_distance = self.by_distance(_distance_buckets(places, self.size.buckets)).permute(2, 0, 1)
            bias = by_distance if bias is None else bias + by_distance
        if bias is not None and torch.is_autocast_enabled(x.device.type):
            bias = bias.to(torch.get_autocast_dtype(x.device.type))  # otherwise the softmax is computed in float
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        return self.roles(x), self.entities(x), self.links(x)

    def load_encoder(self, path: Path) -> None:
        """Copy an encoder's weights from its safetensors file, which must hold every weight."""
        old = load_file(str(path))
        with torch.no_grad():
            if self.by_distance is None:
                self._load_bert(old)
            else:
                self._load_mpnet(old, (path.parent / "vocab.txt").read_text(encoding="utf-8").splitlines())

    def _load_bert(self, old: Mapping[str, Tensor]) -> None:
        self.words.weight.copy_(old["embeddings.word_embeddings.weight"])
        place = old["embeddings.position_embeddings.weight"] + old["embeddings.token_type_embeddings.weight"][0]
        self.places.weight.copy_(place)
        _copy(self.norm, old, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            stem = f"encoder.layer.{number}"
            _copy(layer.qkv, old, *(f"{stem}.attention.self.{name}" for name in ("query", "key", "value")))
            _copy(layer.out, old, f"{stem}.attention.output.dense")
            _copy(layer.norm1, old, f"{stem}.attention.output.LayerNorm")
            _copy_end(layer, old, stem)

    def _load_mpnet(self, old: Mapping[str, Tensor], vocabulary: Sequence[str]) -> None:
        """Copy MPNet, whose BERT pieces have other numbers, with four renamed marks and two unused rows."""
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        names = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
        pieces = [piece for piece in vocabulary if piece not in (*names.values(), "<unk>")]
        self.words.weight.copy_(old["embeddings.word_embeddings.weight"][[numbers[names.get(p, p)] for p in pieces]])
        self.places.weight.copy_(old["embeddings.position_embeddings.weight"][2:])
        _copy(self.norm, old, "embeddings.LayerNorm")
        assert self.by_distance is not None
        self.by_distance.weight.copy_(old["encoder.relative_attention_bias.weight"])
        for number, layer in enumerate(self.layers):
            stem = f"encoder.layer.{number}"
            _copy(layer.qkv, old, *(f"{stem}.attention.attn.{name}" for name in "qkv"))
            _copy(layer.out, old, f"{stem}.attention.attn.o")
            _copy(layer.norm1, old, f"{stem}.attention.LayerNorm")
            _copy_end(layer, old, stem)


def piece_table(encoder: Path) -> NDArray[np.float32]:
    """Return an encoder's vectors of its pieces before our training, pieces × hidden."""
    table = load_file(encoder / "model.safetensors")["embeddings.word_embeddings.weight"]
    return np.asarray(table.float().numpy(), dtype=np.float32)


def _distance_buckets(places: Tensor, buckets: int) -> Tensor:
    """Return the bucket of each piece's distance to each other piece, half of the buckets for each direction.

    The buckets are T5's (Raffel et al. 2020): exact for near pieces, logarithmic for far pieces, and a single bucket
    from 128 on.
    """
    distance = places[None, :] - places[:, None]
    far, exact = distance.abs(), buckets // 4
    by_logarithm = exact + (torch.log(far.clamp_min(1) / exact) / math.log(128 / exact) * exact).long()
    bucket = torch.where(far < exact, far, by_logarithm.clamp_max(buckets // 2 - 1))
    return bucket + (distance > 0) * (buckets // 2)


def _copy(module: nn.Module, old: Mapping[str, Tensor], *names: str) -> None:
    """Copy a matrix, or several matrices stacked."""
    for part in ("weight", "bias"):
        getattr(module, part).copy_(torch.cat([old[f"{name}.{part}"] for name in names]))


def _copy_end(layer: Layer, old: Mapping[str, Tensor], stem: str) -> None:
    _copy(layer.inner, old, f"{stem}.intermediate.dense")
    _copy(layer.outer, old, f"{stem}.output.dense")
    _copy(layer.norm2, old, f"{stem}.output.LayerNorm")


def inputs_of(laid_out: Sequence[LaidOut]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the pieces, features and mask of windows, each windows × pieces; shorter windows are padded with 0."""
    rows = (
        [window.pieces for window in laid_out],
        [window.features for window in laid_out],
        [np.ones_like(window.pieces) for window in laid_out],
    )
    pieces, features, mask = (
        nn.utils.rnn.pad_sequence(list(map(torch.from_numpy, arrays)), batch_first=True) for arrays in rows
    )
    return pieces, features, mask


class Chain(nn.Module):
    """Scores of a chain: of beginning and ending with a tag, and of one tag after another."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        super().__init__()
        count = 1 + 2 * len(kinds)
        self.begin = nn.Parameter(torch.zeros(count))
        self.end = nn.Parameter(torch.zeros(count))
        self.steps = nn.Parameter(torch.zeros(count, count))
        barred = torch.zeros(count, count)
        for before, after in forbidden(kinds):
            barred[before, after] = NEVER
        begin = torch.zeros(count)
        begin[2::2] = NEVER
        self.register_buffer("barred", barred)
        self.register_buffer("barred_begin", begin)

    def loss(self, scores: Tensor, allowed: Tensor, lengths: Tensor) -> Tensor:
        """Return minus the log probability of the allowed taggings, summed over sequences.

        Args:
            scores: Sequences × words × tags.
            allowed: The same shape, True for an allowed tag.
            lengths: The number of words of each sequence.
        """
        kept = scores.masked_fill(~allowed, NEVER)
        total = self._log_sum(torch.cat([scores, kept]), lengths.repeat(2))
        free, bound = total.chunk(2)
        return (free - bound).sum()

    def expected(self, scores: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
        """Return the expected count of each tag at each word, at the first and last word, and of each pair of tags.

        The counts are the derivatives of the log of the sum over all taggings. Arguments are as for `loss`.
        """
        with torch.enable_grad():
            inputs = (scores.detach().requires_grad_(), self.begin, self.end, self.steps)
            return tuple(torch.autograd.grad(self._log_sum(inputs[0], lengths).sum(), inputs))

    def distance(self, scores: Tensor, lengths: Tensor, expected: tuple[Tensor, ...]) -> Tensor:
        """Return the cross entropy of this chain's taggings under another's `expected` counts, summed.

        This is distillation of structure (Wang et al. 2020): over whole taggings, not word by word.
        """
        alone, begin, end, steps = expected
        wanted = (alone * scores).sum() + (begin * self.begin).sum() + (end * self.end).sum()
        return self._log_sum(scores, lengths).sum() - wanted - (steps * self.steps).sum()

    def _log_sum(self, scores: Tensor, lengths: Tensor) -> Tensor:
        steps = self.steps + self.barred
        alpha = self.begin + self.barred_begin + scores[:, 0]
        for at in range(1, scores.shape[1]):
            moved = torch.logsumexp(alpha[:, :, None] + steps, dim=1) + scores[:, at]
            alpha = torch.where((at < lengths)[:, None], moved, alpha)
        return torch.logsumexp(alpha + self.end, dim=1)


class Linker(nn.Module):
    """Terms added to the product of two link vectors: a bias by distance, and the score of no link."""

    def __init__(self) -> None:
        super().__init__()
        self.by_distance = nn.Parameter(torch.zeros(2, DISTANCES))
        self.nothing = nn.Parameter(torch.zeros(2))


class Reader(nn.Module):
    """All trained parts."""

    def __init__(self, dropout: float = 0.1, size: Size = MINILM) -> None:
        super().__init__()
        self.network = Network(dropout, size)
        self.role_chain = Chain(ROLES)
        self.entity_chain = Chain(ENTITY_TYPES)
        self.linker = Linker()


def save_reader(reader: Reader, path: Path) -> None:
    """Write the weights with the size of their network."""
    torch.save({"size": asdict(reader.network.size), "weights": reader.state_dict()}, path)


def load_reader(path: Path, dropout: float = 0.1) -> Reader:
    """Return the reader that `save_reader` wrote."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    reader = Reader(dropout, Size(**saved["size"]))
    reader.load_state_dict(saved["weights"])
    return reader
