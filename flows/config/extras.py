"""Parts of hearsay that need packages of an extra."""

from importlib.util import find_spec

from hearsay.errors import UsageError
from hearsay.flows.config.settings import Settings


def check_dask(settings: Settings) -> None:
    """Raise UsageError if the settings name a Dask cluster and the packages of the extra `dask` are missing."""
    if settings.run.dask and find_spec("prefect_dask") is None:
        raise UsageError(
            f"work on {settings.run.dask} needs the package prefect-dask, which is not installed; "
            'install it with: pip install "hearsay-news[dask]"'
        )
