"""Prefect's settings: from the environment and the user's own profile, never from the folder a command runs in.

Prefect reads `.env`, `prefect.toml` and `pyproject.toml` of the working folder each time it makes a settings object,
and one of its settings names a file of logging handlers, which are code. Whoever ingests a folder of downloads must
not run what lies in it.
"""

import os
from contextlib import chdir
from pathlib import Path

from hearsay.errors import PrefectServerError

_READ_BY_PREFECT = (".env", "prefect.toml", "pyproject.toml")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def prefect_home() -> Path:
    """Return the folder of Prefect's files, which PREFECT_HOME names."""
    return Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()


def empty_folder() -> Path:
    """Return a folder of the user's own without settings in it, for processes of Prefect to run in.

    Raises PrefectServerError where it cannot be made, or has settings in it.
    """
    folder = prefect_home() / "hearsay-empty"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PrefectServerError(
            f"{folder} cannot be made: {error.strerror}; set PREFECT_HOME to a folder that can be written"
        ) from error
    for name in _READ_BY_PREFECT:
        if (folder / name).exists():
            raise PrefectServerError(f"{folder / name} would set Prefect's settings; remove it")
    return folder


def bypass_proxies() -> None:
    """Keep requests to this machine from going through a proxy, whatever http_proxy says."""
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    names = [name.strip() for name in listed.split(",") if name.strip()]
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(dict.fromkeys([*names, *_LOOPBACK]))


def ignore_working_folder() -> None:
    """Load Prefect's settings without the working folder's files, now and whenever they are made again.

    Must be called before anything else imports Prefect.
    """
    # Prefect would look for this one in `.env` and prefect.toml too.
    os.environ.setdefault("PREFECT_PROFILES_PATH", str(prefect_home() / "profiles.toml"))
    with chdir(empty_folder()):
        from prefect.settings import base  # noqa: PLC0415 - imported here, it finds nothing
        from pydantic_settings import InitSettingsSource  # noqa: PLC0415

        class NoFile(InitSettingsSource):
            """A file that says nothing, and that nobody looks for."""

            def __init__(self, settings_cls: type, **_options: object) -> None:
                super().__init__(settings_cls, init_kwargs={})

        for source in (
            "FilteredDotEnvSettingsSource",
            "PrefectTomlConfigSettingsSource",
            "PyprojectTomlConfigSettingsSource",
        ):
            getattr(base, source)  # another Prefect, which names it otherwise, must not be taken for sealed
            setattr(base, source, NoFile)
