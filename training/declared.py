"""The arguments that a training module declares, read from its source: its libraries need not be installed."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ANY_NUMBER = ("*", "+")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a parser: its name, how many values it takes (argparse's `nargs`), and True for a flag."""

    name: str
    nargs: str | None
    is_flag: bool

    @property
    def is_option(self) -> bool:
        """Return True for an argument with a name on the command line."""
        return self.name.startswith("--")


@dataclass(frozen=True, slots=True)
class Declared:
    """The positional arguments of a module, in their order, and its options by name without dashes."""

    positionals: tuple[Argument, ...]
    options: Mapping[str, Argument]


def declared_arguments(module: str) -> Declared:
    """Return the arguments of a module of training.

    Raises:
        FileNotFoundError: the module does not exist
        ValueError: the module has no parser, or one that this reader of sources does not understand
    """
    path = FOLDER / f"{module.removeprefix('training.')}.py"
    arguments = list(_arguments(ast.parse(path.read_text(encoding="utf-8"))))
    if not arguments:
        raise ValueError(f"{path.name} declares no arguments by argparse")
    positionals = tuple(argument for argument in arguments if not argument.is_option)
    return Declared(positionals, {a.name.removeprefix("--"): a for a in arguments if a.is_option})


def _arguments(tree: ast.Module) -> Iterator[Argument]:
    """Yield the arguments of all calls of add_argument, in their order in the source."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    loops = {id(call): loop for loop in ast.walk(tree) if isinstance(loop, ast.For) for call in _calls(loop)}
    for call in sorted(_calls(tree), key=lambda node: node.lineno):
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        nargs, action = (_text(keywords.get(name)) for name in ("nargs", "action"))
        for name in _names(call.args[0], loops.get(id(call)), constants):
            yield Argument(name, nargs, action in ("store_true", "store_false"))


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument"
    ]


def _names(name: ast.expr, loop: ast.For | None, constants: Mapping[str, ast.expr]) -> Sequence[str]:
    """Return the names that an expression stands for, alone or in a loop over names."""
    if isinstance(name, ast.Constant):
        return [str(name.value)]
    if loop is None:
        raise ValueError(f"line {name.lineno}: no name of an argument")
    values = constants.get(loop.iter.id) if isinstance(loop.iter, ast.Name) else loop.iter
    words = ast.literal_eval(values) if values is not None else ()
    if isinstance(name, ast.Name):
        return list(words)
    if isinstance(name, ast.JoinedStr):
        return [
            "".join(str(part.value) if isinstance(part, ast.Constant) else word for part in name.values)
            for word in words
        ]
    raise ValueError(f"line {name.lineno}: no name of an argument")


def _text(value: ast.expr | None) -> str | None:
    return str(value.value) if isinstance(value, ast.Constant) else None
