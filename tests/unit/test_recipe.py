"""The recipe of the weights: its steps fit the modules of training, whose libraries need not be installed."""

import tomllib
from pathlib import Path

import pytest

from training.declared import declared_arguments
from training.make import main
from training.recipe import RecipeError, Step, load_recipe, recipe_problems, sha256

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "training" / "recipe.toml"
SHIPPED = {
    "model/": ROOT / "pipelines" / "reader" / "model",
    "text_lines.txt": ROOT / "pipelines" / "extract" / "plain_text" / "data" / "text_lines.txt",
    "same_event.txt": ROOT / "pipelines" / "stories" / "data" / "same_event.txt",
}
BLEND = Step("mean", "training.blend", ["OUT/a.pt", "OUT/b.pt", 0.5, "OUT/mean.pt"], {"mean.pt": ""})


def test_every_step_fits_its_module():
    """An option that a module lost would be noticed only after hours of training."""
    steps = load_recipe(RECIPE)
    assert [step.name for step in steps][-6:] == ["export", "exact", "calibrate", "judge", "text-lines", "same-event"]


def test_the_recorded_hashes_are_those_of_the_shipped_files():
    """New weights need a new hash, or the recipe would tell of weights that nobody has."""
    last = {name: recorded for step in load_recipe(RECIPE) for name, recorded in step.outputs.items() if recorded}
    assert len(last) == 8
    for name, recorded in last.items():
        shipped = SHIPPED["model/"] / name.removeprefix("model/") if "/" in name else SHIPPED[name]
        assert sha256(shipped) == recorded, name


def test_a_dry_run_prints_every_command_and_needs_no_data(capsys):
    """It is how somebody without torch or a GPU sees how the weights were made."""
    assert main([str(RECIPE), "data", "out", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "python -m training.blend out/one.pt out/two.pt 0.3 out/both.pt\n" in printed
    assert (
        "python -m training.teach out/large/average.pt data/encoder data/gold out/teaching-of-large.npz --entities\n"
        in printed
    )
    assert "python -m training.same_event data/gold > out/same_event.txt\n" in printed
    assert printed.count("\npython ") == len(load_recipe(RECIPE))


def test_a_dry_run_can_begin_at_a_step(capsys):
    """A step that failed after a day must not cost the day again."""
    assert main([str(RECIPE), "data", "out", "--from", "exact", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert "training.exact" in printed
    assert "training.export" not in printed


def test_an_unknown_step_is_an_error_that_names_the_steps(capsys):
    """A typing error must not start the whole recipe."""
    assert main([str(RECIPE), "data", "out", "--from", "exat"]) == 2
    assert "no step exat; the steps are first, small" in capsys.readouterr().err


def test_missing_data_is_found_before_the_first_step(tmp_path, capsys):
    """MPNet's weights are read by the seventh step, two hours after the beginning."""
    for folder in ("gold", "encoder", "scorers"):
        (tmp_path / folder).mkdir()
    assert main([str(RECIPE), str(tmp_path), str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"missing: {tmp_path / 'mpnet'}\n"


def test_resuming_needs_the_outputs_of_the_steps_before(tmp_path, capsys):
    """--from skips steps; what they make has to be there."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "scorers").mkdir()
    assert main([str(RECIPE), str(tmp_path), str(tmp_path / "out"), "--from", "exact"]) == 2
    assert "network.onnx" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"module": "training.blent"}, "blent.py"),
        ({"arguments": ["OUT/a.pt", "OUT/b.pt"]}, "2 arguments; training.blend takes before after share out"),
        ({"options": {"sharing": 2}}, "has no option --sharing"),
        ({"arguments": ["OUT/a.pt", "OUT/c.pt", 0.5, "OUT/mean.pt"]}, "no earlier step makes c.pt"),
        ({"name": "a"}, "a second step of this name"),
        ({"module": "training.lay_out", "options": {"packings": True}}, "--packings is no flag"),
        ({"module": "training.train", "options": {"teaching": "OUT/a.pt"}}, "--teaching takes a list"),
        ({"module": "training.export", "options": {"float": 1.5}}, "--float is a flag"),
    ],
)
def test_a_wrong_step_is_told(change, problem):
    """Each of these would end a training of hours, or, worse, begin it with other values."""
    first = Step("a", "training.blend", ["DATA/x.pt", "DATA/y.pt", 0.5, "OUT/a.pt"], {"a.pt": "", "b.pt": ""})
    fields = {name: getattr(BLEND, name) for name in Step.__dataclass_fields__} | change
    assert list(recipe_problems([first, BLEND])) == []
    assert any(problem in text for text in recipe_problems([first, Step(**fields)]))


def test_an_unknown_key_is_refused(tmp_path):
    """A misspelt `options` would train with the defaults."""
    path = tmp_path / "recipe.toml"
    path.write_text('[[steps]]\nname = "a"\nmodule = "training.blend"\narguments = []\noutputs = {}\noption = {}\n')
    with pytest.raises(RecipeError, match="option"):
        load_recipe(path)


def test_a_step_runs_and_its_output_is_compared(tmp_path, capsys):
    """The gazetteer's step needs no torch: commands, folders and hashes are tried on it for real."""
    recipe = tmp_path / "recipe.toml"
    for folder in ("resolve/entities/data", "language/en/entities"):
        (tmp_path / "out" / "files" / folder).mkdir(parents=True)
    recipe.write_text(
        '[[steps]]\nname = "gazetteer"\nmodule = "training.gazetteer"\narguments = []\n'
        'options = { out = "OUT/files" }\noutputs = { "files/language/en/entities/countries.txt" = "00" }\n'
    )
    assert main([str(recipe), str(tmp_path), str(tmp_path / "out")]) == 0
    assert "files/language/en/entities/countries.txt differs from the shipped file" in capsys.readouterr().out


def test_arguments_are_read_from_loops_too():
    """training.teach declares its options in a loop over questions, training.shrink its arguments."""
    assert set(declared_arguments("training.teach").options) == {"roles", "entities"}
    assert [a.name for a in declared_arguments("training.shrink").positionals] == [
        "checkpoint",
        "gold",
        "encoder",
        "out",
    ]


def test_the_recipe_has_no_address():
    """It is shipped with the project and names public sources by their names."""
    assert "://" not in RECIPE.read_text(encoding="utf-8")
    assert len(tomllib.loads(RECIPE.read_text(encoding="utf-8"))["steps"]) > 30
