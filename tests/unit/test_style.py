"""The documentation is written in the terms of docs/style.md: its banned words stay out."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STYLE_PAGE = ROOT / "docs" / "style.md"

GENERATED_PAGES = ("checks.md", "command-line.md")
"""Pages made from strings in the code. They are checked once those strings are rewritten."""

PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *(page for page in ROOT.glob("docs/*.md") if page.name not in GENERATED_PAGES),
    ]
)

CLEAN_FOLDERS: tuple[str, ...] = (
    "expectations",
    "explore",
    "flows",
    "hearsay",
    "pipelines/archive",
    "pipelines/dates",
    "pipelines/extract",
    "pipelines/fetch",
    "pipelines/reader",
    "pipelines/resolve",
    "pipelines/sources",
    "pipelines/stories",
    "tests/unit/dates",
    "tests/unit/extract",
    "training",
    "warehouse",
)
"""Code folders whose docstrings and comments are rewritten already, such as "pipelines/dates"."""

RIDDLES = {"found", "one", "given", "known", "told", "said", "had"}
"""Names that docs/style.md forbids for variables. Fields are exempt: `given` and `said` are columns."""

PRODUCT_FOLDERS = ("expectations", "explore", "flows", "hearsay", "pipelines", "warehouse")

DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def read_banned_words(page: Path) -> list[str]:
    """Return the entries of the page's one block of plain text."""
    blocks: list[str] = re.findall(r"^```text\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (block,) = blocks
    return block.splitlines()


BANNED_WORDS = read_banned_words(STYLE_PAGE)


def find_banned_words(prose: str) -> list[str]:
    """Return the banned words that the prose contains, across line breaks and in any case."""
    plain = " ".join(prose.split())
    return [word for word in BANNED_WORDS if re.search(rf"\b{re.escape(word)}(?:s|ed)?\b", plain, re.IGNORECASE)]


def prose_of_page(markdown: str) -> str:
    """Return the text of a page without code blocks and code spans."""
    return re.sub(r"`[^`]*`", " ", re.sub(r"^```.*?^```", " ", markdown, flags=re.DOTALL | re.MULTILINE))


def docstrings_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the first line and the text of each docstring, those below constants and fields too."""
    for node in ast.walk(ast.parse(source)):
        for statement in node.body if isinstance(node, DOCUMENTED) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.lineno, str(statement.value.value)


def comments_of(source: str) -> dict[int, str]:
    """Return comments by their first line; a comment on the next line belongs to the same sentence."""
    comments: dict[int, str] = {}
    first = last = -1
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            first = first if line == last + 1 and token.line.lstrip().startswith("#") else line
            comments[first] = f"{comments.get(first, '')} {token.string.lstrip('#')}"
            last = line
    return comments


def offences_in_code(source: str) -> list[tuple[int, str]]:
    """Return the line and the word of each banned word in docstrings and comments, in the order of lines."""
    texts = [*docstrings_of(source), *comments_of(source).items()]
    return sorted((line, word) for line, text in texts for word in find_banned_words(prose_of_page(text)))


def riddles_in_code(source: str) -> list[tuple[int, str]]:
    """Return the line and the name of each variable and each argument with a forbidden name."""
    tree = ast.parse(source)
    fields = {
        id(line.target) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for line in annotated(node)
    }
    names = [
        (node.lineno, node.arg if isinstance(node, ast.arg) else node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        if id(node) not in fields
    ]
    return sorted((line, name) for line, name in names if name in RIDDLES)


def annotated(node: ast.ClassDef) -> list[ast.AnnAssign]:
    """Return the fields of a class."""
    return [line for line in node.body if isinstance(line, ast.AnnAssign)]


def test_the_list_is_sorted_without_repeats() -> None:
    """A sorted list shows a repeated word at once, and two people can add words without a conflict."""
    assert len(BANNED_WORDS) > 10
    assert sorted(set(BANNED_WORDS)) == BANNED_WORDS


def test_the_style_page_is_one_page() -> None:
    """Nobody follows a style guide that takes long to read."""
    assert len(STYLE_PAGE.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_banned_words(page: Path) -> None:
    """A banned word makes a reader stop, and hides the term that a search would find."""
    assert find_banned_words(prose_of_page(page.read_text(encoding="utf-8"))) == []


def test_clean_folders_have_no_banned_words() -> None:
    """A folder that was rewritten must not fall back."""
    for folder in CLEAN_FOLDERS:
        assert list((ROOT / folder).rglob("*.py")), f"{folder} has no code"
    offences = [
        f"{file.relative_to(ROOT)}:{line}: {word}"
        for folder in CLEAN_FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line, word in offences_in_code(file.read_text(encoding="utf-8"))
    ]
    assert offences == []


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("The date is reckoned from the capture.", ["reckon"]),
        ("Two Milliards of times", ["milliard"]),
        ("An article finds its\n   like.", ["its like"]),
        ("`its like` is an example, and so is\n\n```sh\nmake anew\n```\n", []),
        ("A renewed index", []),
    ],
)
def test_banned_words_are_found_in_prose_alone(prose: str, words: list[str]) -> None:
    """A check that missed a line break, or that read code, would be useless or in the way."""
    assert find_banned_words(prose_of_page(prose)) == words


def test_docstrings_and_comments_are_read_and_other_code_is_not() -> None:
    """The folders that are added later rely on this, while the list of folders is still empty."""
    source = (
        '"""Made anew."""\nLIMIT = 1\n"""The same again."""\nword = "anew"\n'
        "def read():\n    # A row and its\n    # like.\n    return word  # reckoned\n"
    )
    assert offences_in_code(source) == [(1, "anew"), (3, "the same again"), (6, "its like"), (8, "reckon")]


def test_variables_are_named_by_nouns() -> None:
    """A variable `found` sends the reader back to the line that fills it."""
    riddles = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for folder in PRODUCT_FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        for line, name in riddles_in_code(file.read_text(encoding="utf-8"))
    ]
    assert riddles == []


def test_arguments_and_local_variables_are_checked_and_fields_are_not() -> None:
    """`inputs.given` is a column, and its record needs a field of this name."""
    source = "class Input:\n    given: str\n\ndef read(known):\n    found: int = known\n    for one in found: pass\n"
    assert riddles_in_code(source) == [(4, "known"), (5, "found"), (6, "one")]
