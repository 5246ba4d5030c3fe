"""Make the reader's weights: python -m training.make RECIPE DATA OUT [--from STEP] [--dry-run]

RECIPE is training/recipe.toml. DATA holds gold, scorers, encoder and mpnet (training/README.md). OUT gets the outputs
of all steps. A step that fails ends the command; --from resumes at a step. --dry-run prints the commands and checks
the recipe; it needs neither the data nor the training packages.
"""

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from training.recipe import DATA, OUT, RecipeError, Step, is_of, load_recipe, sha256

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the steps of a recipe, or print them; the exit code is 2 where the recipe or its inputs are wrong."""
    args = _parser().parse_args(arguments)
    try:
        recipe = load_recipe(args.recipe)
        steps = steps_from(recipe, args.start)
        if args.dry_run:
            for step in steps:
                print_step(step, args.data, args.out)
            return 0
        check_inputs(steps, recipe[: len(recipe) - len(steps)], args.data, args.out)
        for step in steps:
            run_step(step, args.data, args.out)
    except RecipeError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m training.make", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipe", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="start", metavar="STEP", help="the first step to run")
    parser.add_argument("--dry-run", action="store_true", help="print the commands")
    return parser


def steps_from(steps: Sequence[Step], start: str | None) -> Sequence[Step]:
    """Return the steps from one on. Raises RecipeError where there is no step of the name."""
    names = [step.name for step in steps]
    if start is not None and start not in names:
        raise RecipeError(f"no step {start}; the steps are {', '.join(names)}")
    return steps if start is None else steps[names.index(start) :]


def print_step(step: Step, data: Path, out: Path) -> None:
    """Print a step's command, its time, and how the shipped weights were made instead."""
    redirect = f" > {shlex.quote(str(out / step.stdout))}" if step.stdout else ""
    print(f"# {step.name}: {step.takes}")
    if step.differs:
        print(f"# shipped weights: {step.differs}")
    print(f"python {shlex.join(step.command(data, out))}{redirect}\n")


def check_inputs(steps: Sequence[Step], skipped: Sequence[Step], data: Path, out: Path) -> None:
    """Check that all inputs are there, before hours of training. Raises RecipeError where one is missing."""
    missing: list[Path] = []
    kept = {output for step in skipped for output in step.outputs}
    for step in steps:
        missing += [data / path for path in step.paths(DATA) if not (data / path).exists()]
        inputs = sorted(output for output in kept if any(is_of(path, output) for path in step.paths(OUT)))
        missing += [out / path for path in inputs if not (out / path).exists()]
        kept -= set(step.outputs)
    if missing:
        raise RecipeError(f"missing: {', '.join(map(str, dict.fromkeys(missing)))}")


def run_step(step: Step, data: Path, out: Path) -> None:
    """Run a step and compare its outputs with the recorded hashes. Raises RecipeError where it fails."""
    print(f"{step.name}: {step.module}, about {step.takes}", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    command = [sys.executable, *step.command(data.resolve(), out.resolve())]
    if step.stdout:
        with (out / step.stdout).open("wb") as stdout:
            code = subprocess.run(command, cwd=ROOT, stdout=stdout, check=False).returncode  # noqa: S603
    else:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
    if code != 0:
        raise RecipeError(f"{step.name}: {step.module} ended with {code}; mend it and resume with --from {step.name}")
    for name, recorded in step.outputs.items():
        if not (out / name).exists():
            raise RecipeError(f"{step.name}: {step.module} did not make {out / name}")
        if recorded and sha256(out / name) != recorded:
            print(f"  {name} differs from the shipped file")
    print(f"  {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
