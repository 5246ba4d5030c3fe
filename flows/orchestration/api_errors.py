"""Errors of a Prefect API that cannot be reached or refuses the password, as errors of hearsay."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from hearsay.errors import PrefectServerError


@contextmanager
def naming_api_errors(effect: str) -> Iterator[None]:
    """Raise PrefectServerError, with the effect, if the Prefect API fails in the block."""
    try:
        yield
    except (RuntimeError, httpx.HTTPError) as error:
        if not isinstance(error, httpx.HTTPError) and "Failed to reach API" not in str(error):
            raise
        raise PrefectServerError(
            f"the Prefect API cannot be reached: {error}; {effect}. Check PREFECT_API_URL and "
            "PREFECT_API_AUTH_STRING, then run the same command again for the rest"
        ) from error
