"""The wheel as a stranger has it: in a clean environment, outside the checkout, beside other people's code.

HEARSAY_PYTHONS lists the interpreters to try, the one that runs the tests by default; `make wheels` tries all.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.tools import needs

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "pipelines", "warehouse", "expectations", "explore")
PAGE = ROOT / "samples" / "pages" / "pell-county-record" / "2026-03-11-millers-ford-bridge.html"
PYTHONS = os.environ.get("HEARSAY_PYTHONS", sys.executable).split()


@pytest.fixture(scope="module")
def wheel():
    """The wheel that `make dist/wheel` built last."""
    found = sorted((ROOT / "dist").glob("*.whl"))
    needs(found, "the wheel", "make dist/wheel")
    return found[-1]


def test_the_wheel_holds_all_files_of_the_package_and_nothing_else(wheel):
    """It lacked the migrations once, and four packages with everybody's names lay beside each other in it."""
    tracked = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    own = {"hearsay/__init__.py", "hearsay/errors.py", "hearsay/py.typed"}
    wanted = {f"hearsay/{name}" for name in tracked.stdout.splitlines()} | own
    packed = set(zipfile.ZipFile(wheel).namelist())
    metadata = {name for name in packed if name.split("/")[0].endswith(".dist-info")}
    assert packed - metadata == wanted
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in metadata}


@pytest.mark.heavy
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_the_wheel_works_beside_other_peoples_code(wheel, python, installer, tmp_path):
    """Prefect's projects all have a `flows/`, and people set PYTHONPATH=. in them."""
    command = (_by_pip if installer == "pip" else _by_uv)(wheel, python, tmp_path)
    folder = tmp_path / "project"
    for package in PACKAGES:
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text("raise ImportError('somebody else wrote this')\n")
    shutil.copy(PAGE, folder / "page.html")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HEARSAY", "PYTHON"))
    }
    environment = kept | {"HOME": str(tmp_path / "home"), "PYTHONPATH": "."}

    def hearsay(*arguments):
        run = subprocess.run(
            [command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    assert json.loads(hearsay("ingest", "page.html", "--json"))["inputs"]["loaded"] == 1
    (count,) = json.loads(hearsay("query", "SELECT count(*) AS claims FROM who_said_what", "--format", "json"))
    assert count["claims"] > 5
    hearsay("report", "--data-docs", "docs")
    assert (folder / "hearsay-report.html").stat().st_size > 10_000
    assert "bridge" in hearsay("show", "bridge")
    hearsay("export", "out")
    assert list((folder / "out").iterdir())
    assert json.loads(hearsay("doctor", "--json"))["is_sound"]
    interpreter = Path(command).resolve().with_name("python")
    reads = "import hearsay; print(len(hearsay.read('“The harbour is safe,” Mara Voss said.').attributions))"
    ended = subprocess.run(
        [interpreter, "-c", reads], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "1\n", ended.stderr


def _by_pip(wheel, python, folder):
    """The command of an installation by plain pip, as old as Python brings it."""
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    pip = [folder / "venv" / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", wheel], check=True, cwd=folder)
    return folder / "venv" / "bin" / "hearsay"


def _by_uv(wheel, python, folder):
    """The command of an installation by `uv tool install`."""
    environment = os.environ | {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    install = [sys.executable, "-m", "uv", "tool", "install", "--quiet", "--python", python, wheel]
    subprocess.run(install, check=True, cwd=folder, env=environment)
    return folder / "bin" / "hearsay"
