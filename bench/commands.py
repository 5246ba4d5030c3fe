"""hearsay's commands as processes of their own, and the scorers' scripts."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.results import ROOT

HEARSAY = (sys.executable, "-m", "hearsay.flows.command_line")


def environment(**variables: str) -> Mapping[str, str]:
    """Return this process' environment, in which `hearsay` is this checkout, with some variables set."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | variables


def output_of(command: Sequence[str], stdin: bytes = b"") -> bytes:
    """Return what a command prints. Raises CalledProcessError where it fails."""
    return subprocess.run(
        command, input=stdin, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=environment()
    ).stdout


def score_command(scorer: Path, command: str, make_input: Sequence[str], score: Sequence[str]) -> Any:
    """Return the scores of `hearsay COMMAND --jsonl` on the input that the scorer itself writes.

    Args:
        scorer: the scorer's script
        command: extract or read
        make_input: the scorer's arguments that make it print the input
        score: the scorer's arguments, without the file of predictions, that make it print scores as JSON
    """
    lines = output_of([sys.executable, str(scorer), *make_input])
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as predictions:
        predictions.write(output_of([*HEARSAY, command, "--jsonl"], stdin=lines))
        predictions.flush()
        return json.loads(output_of([sys.executable, str(scorer), *score, predictions.name]))
