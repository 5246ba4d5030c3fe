"""Training steps: rates by layer, an average of the weights, and on a GPU a step that is recorded and replayed."""

import json
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TextIO

import torch
from torch import Tensor, nn

from training.model import Reader

Losses = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan of a training. Rates are peaks: they rise over `warmup` steps and fall to 0 over the rest."""

    steps: int
    warmup: int
    rate: float
    """Rate of the encoder's top layer; each layer further down has `decay` times the rate above."""
    head_rate: float
    """Rate of the new parts."""
    average: float
    """Share of the average of weights that each step keeps."""
    decay: float = 0.9
    link_weight: float = 0.1

    def pace(self, step: int) -> float:
        """Return the share of the peak rates at a step."""
        return max(0.0, min(step / self.warmup, (self.steps - step) / (self.steps - self.warmup)))


Group = dict[str, Any]
"""Weights with the same learning rate, in the form of torch's optimizers."""


def parameter_groups(reader: Reader, rate: float, head_rate: float, decay: float) -> list[Group]:
    """Return parameter groups: new parts at their own rate, and encoder layers with lower rates further down."""
    network, layers = reader.network, reader.network.size.layers
    parts = [(layer, rate * decay ** (layers - 1 - number)) for number, layer in enumerate(network.layers)]
    embeddings = [module for module in (network.words, network.places, network.norm, network.by_distance) if module]
    parts += [(module, rate * decay**layers) for module in embeddings]
    parts += [(network.features, head_rate)]
    parts += [(module, head_rate) for module in (network.roles, network.entities, network.links)]
    parts += [(module, head_rate * 5) for module in (reader.role_chain, reader.entity_chain, reader.linker)]
    groups = []
    for module, own_rate in parts:
        for is_matrix in (True, False):
            chosen = [p for p in module.parameters() if p.requires_grad and (p.dim() > 1) == is_matrix]
            if chosen:
                groups.append({"params": chosen, "lr": own_rate, "weight_decay": 0.01 if is_matrix else 0.0})
    return groups


class Trainer:
    """Trainer of a reader by a loss of the drawn rows, always of the same number and shape.

    On a GPU, starting a step's thousand kernels takes twice as long as their work. So a step is recorded and
    replayed (CUDA graphs).
    """

    def __init__(self, reader: Reader, losses: Callable[[Tensor], Losses], plan: Plan) -> None:
        self.reader, self.losses, self.plan = reader, losses, plan
        self.average: Reader = deepcopy(reader).eval()
        self.device = next(reader.parameters()).device
        self.on_gpu = self.device.type == "cuda"
        groups = parameter_groups(reader, plan.rate, plan.head_rate, plan.decay)
        self.peaks = [group["lr"] for group in groups]
        for group in groups:
            group["lr"] = torch.tensor(0.0, device=self.device) if self.on_gpu else 0.0
        self.optimizer = torch.optim.AdamW(groups, fused=True, capturable=self.on_gpu)
        self.rows: Tensor | None = None
        self.graph: torch.cuda.CUDAGraph | None = None
        self.sums: Losses = {}

    def train(self, rows: Iterator[Tensor], measure: Callable[[Reader], object], every: int, log: TextIO) -> Reader:
        """Return the average of weights after all steps; log the mean losses and the values of `measure`."""
        started, since = time.time(), 0
        for step in range(1, self.plan.steps + 1):
            self._take(next(rows), self.plan.pace(step))
            if step % every == 0 or step == self.plan.steps:
                line = {"step": step, "seconds": round(time.time() - started)} | self._means(step - since)
                print(json.dumps(line | {"kept back": measure(self.average)}), file=log, flush=True)
                since = step
        return self.average

    def _take(self, rows: Tensor, pace: float) -> None:
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            if self.on_gpu:
                group["lr"].fill_(peak * pace)
            else:
                group["lr"] = peak * pace
        if self.rows is None:
            self.rows = rows.clone()
        self.rows.copy_(rows)
        if not self.on_gpu:
            self._step()
        else:
            if self.graph is None:
                self.graph = self._record()
            self.graph.replay()
        with torch.no_grad():
            for old, new in zip(self.average.parameters(), self.reader.parameters(), strict=True):
                old.lerp_(new, 1 - self.plan.average)

    def _step(self) -> None:
        losses = self.losses(self.rows)
        total = losses["roles"] + losses["entities"] + self.plan.link_weight * losses["links"]
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0, foreach=True)
        self.optimizer.step()
        for name, value in losses.items():
            if name not in self.sums:
                self.sums[name] = torch.zeros((), device=self.device)
            self.sums[name] += value.detach()

    def _record(self) -> torch.cuda.CUDAGraph:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):  # lazy set-up must not be recorded
                self._step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            self._step()
        return graph

    def _means(self, steps: int) -> dict[str, float]:
        means = {name: round(float(value) / steps, 4) for name, value in self.sums.items()}
        for value in self.sums.values():
            value.zero_()
        return means
