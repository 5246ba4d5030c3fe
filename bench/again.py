"""What a second run over the same pages costs: python bench/again.py SOURCE...

Times whole commands. Start-up is the time of a run over one page that is known already, and is taken off both.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEARSAY = [sys.executable, "-m", "hearsay.flows.command_line"]


def timed(folder: str, *sources: str) -> tuple[float, str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    started = time.perf_counter()
    ended = subprocess.run(
        [*HEARSAY, "ingest", *sources], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if ended.returncode not in (0, 1):
        raise SystemExit(f"hearsay ended with {ended.returncode}")
    return time.perf_counter() - started, ended.stdout.splitlines()[1].strip()


def first_file(source: str) -> str:
    path = Path(source)
    return str(next(one for one in sorted(path.rglob("*")) if one.is_file()) if path.is_dir() else path)


def main(sources: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, said = timed(folder, *sources)
        print(f"first run   {first:6.1f} s  {said}")
        again, said = timed(folder, *sources)
        print(f"second run  {again:6.1f} s  {said}")
        start_up, said = timed(folder, first_file(sources[0]))
        print(f"start-up    {start_up:6.1f} s  {said}")
    print(f"second / first, start-up aside: {(again - start_up) / (first - start_up):.3f}")


if __name__ == "__main__":
    main([str(Path(source).resolve()) for source in sys.argv[1:]])
