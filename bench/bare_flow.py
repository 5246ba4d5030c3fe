"""A Prefect flow that does nothing, with Prefect's own server: python -m bench.bare_flow. For `overhead`."""

from prefect import flow


@flow
def bare() -> None:
    """Do nothing."""


if __name__ == "__main__":
    bare()
