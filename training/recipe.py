"""A recipe: the steps that make the weights, as data in a TOML file."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.declared import ANY_NUMBER, Declared, declared_arguments

DATA, OUT = "DATA/", "OUT/"
"""Prefixes of paths: what is given, and what the steps make."""

Value = str | int | float | bool
Options = Mapping[str, Value | list[Value]]


class RecipeError(Exception):
    """Raised when a recipe is wrong, or a step cannot run; names the step and what to change."""


@dataclass(frozen=True, slots=True)
class Step:
    """A module of training with its arguments, and the files that it makes, with their SHA-256 or ""."""

    name: str
    module: str
    arguments: Sequence[Value]
    outputs: Mapping[str, str]
    options: Options = field(default_factory=dict)
    stdout: str = ""
    """The output that the module prints."""
    takes: str = ""
    differs: str = ""
    """How the shipped weights were made instead."""

    def values(self) -> Iterator[Value]:
        """Yield all arguments and the values of all options."""
        yield from self.arguments
        for value in self.options.values():
            yield from value if isinstance(value, list) else [value]

    def paths(self, prefix: str) -> list[str]:
        """Return the paths among the arguments and options with a prefix, without it."""
        return [
            value.removeprefix(prefix)
            for value in self.values()
            if isinstance(value, str) and value.startswith(prefix)
        ]

    def command(self, data: Path, out: Path) -> list[str]:
        """Return the module and its arguments as a command line, after the interpreter."""

        def word(value: Value) -> str:
            text = str(value)
            for prefix, folder in ((DATA, data), (OUT, out)):
                if text.startswith(prefix):
                    return str(folder / text.removeprefix(prefix))
            return text

        words = ["-m", self.module, *map(word, self.arguments)]
        for name, value in self.options.items():
            words.append(f"--{name}")
            if isinstance(value, list):
                words += map(word, value)
            elif value is not True:
                words.append(word(value))
        return words


def load_recipe(path: Path) -> tuple[Step, ...]:
    """Return the steps of a recipe. Raises RecipeError where a step is wrong."""
    try:
        with path.open("rb") as file:
            steps = tuple(Step(**step) for step in tomllib.load(file)["steps"])
    except (TypeError, KeyError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path}: {error}") from error
    problems = list(recipe_problems(steps))
    if problems:
        raise RecipeError(f"{path}:\n" + "\n".join(problems))
    return steps


def recipe_problems(steps: Sequence[Step]) -> Iterator[str]:
    """Yield what is wrong: modules, arguments or options that do not exist, and inputs that no step makes."""
    made: set[str] = set()
    names: set[str] = set()
    for step in steps:
        if step.name in names:
            yield f"{step.name}: a second step of this name"
        names.add(step.name)
        yield from (f"{step.name}: {problem}" for problem in argument_problems(step))
        own = set(step.outputs) | {step.stdout} - {""}
        for path in step.paths(OUT):
            if not any(is_of(path, output) for output in made | own):
                yield f"{step.name}: no earlier step makes {path}, and it is no output"
        made |= own


def is_of(path: str, output: str) -> bool:
    """Return True if a path is an output, or the folder of one."""
    return output == path or output.startswith(f"{path}/")


def argument_problems(step: Step) -> Iterator[str]:
    """Yield the arguments and options of a step that its module does not take."""
    try:
        declared = declared_arguments(step.module)
    except (FileNotFoundError, ValueError) as error:
        yield str(error)
        return
    yield from _positional_problems(step, declared)
    for name, value in step.options.items():
        argument = declared.options.get(name)
        if argument is None:
            yield f"{step.module} has no option --{name}"
        elif argument.is_flag != (value is True):
            yield f"--{name} is {'a flag' if argument.is_flag else 'no flag'}"
        elif isinstance(value, list) != (argument.nargs in ANY_NUMBER):
            yield f"--{name} takes {'a list' if argument.nargs in ANY_NUMBER else 'one value'}"


def _positional_problems(step: Step, declared: Declared) -> Iterator[str]:
    least = sum(argument.nargs not in ("*", "?") for argument in declared.positionals)
    is_open = any(argument.nargs in ANY_NUMBER for argument in declared.positionals)
    most = float("inf") if is_open else len(declared.positionals)
    if not least <= len(step.arguments) <= most:
        names = " ".join(argument.name for argument in declared.positionals)
        yield f"{len(step.arguments)} arguments; {step.module} takes {names}"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
