"""Prefect's settings: from the environment and the user's profile, never from the working folder.

For each new settings object, Prefect reads `.env`, `prefect.toml` and `pyproject.toml` of the working folder.
A setting names a file of logging handlers, which are code. An ingest of a folder of downloads must not run
code from that folder.
"""

import os
from contextlib import chdir
from pathlib import Path

from hearsay.errors import PrefectServerError

_READ_BY_PREFECT = (".env", "prefect.toml", "pyproject.toml")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def prefect_home() -> Path:
    """Return the folder of Prefect's files, from PREFECT_HOME."""
    return Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()


def empty_folder() -> Path:
    """Return the user's empty folder, in which processes of Prefect run.

    Raises PrefectServerError if the folder cannot be made, or has settings of Prefect.
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
    """Exclude requests to this machine from the proxy that http_proxy names."""
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    names = [name.strip() for name in listed.split(",") if name.strip()]
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join(dict.fromkeys([*names, *_LOOPBACK]))


def ignore_working_folder() -> None:
    """Make Prefect load settings without the files of the working folder, now and later.

    Call this before any import of Prefect.
    """
    # Without this, Prefect would look for the path of its profiles in `.env` and prefect.toml too.
    os.environ.setdefault("PREFECT_PROFILES_PATH", str(prefect_home() / "profiles.toml"))
    with chdir(empty_folder()):
        from prefect.settings import base  # noqa: PLC0415 - an import in the empty folder reads no settings file
        from pydantic_settings import InitSettingsSource  # noqa: PLC0415

        class NoFile(InitSettingsSource):
            """A source of settings that reads no file and has no settings."""

            def __init__(self, settings_cls: type, **_options: object) -> None:
                super().__init__(settings_cls, init_kwargs={})

        for source in (
            "FilteredDotEnvSettingsSource",
            "PrefectTomlConfigSettingsSource",
            "PyprojectTomlConfigSettingsSource",
        ):
            getattr(base, source)  # fails with a Prefect that has another name for the class
            setattr(base, source, NoFile)
