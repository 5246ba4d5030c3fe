"""The location of a warehouse: the path of a DuckDB file, or the address of a lake.

Text becomes a location once, where it comes in. Only this module, connection, migrate and live_runs ask which of the
two it is.
"""

from pathlib import Path
from typing import TypeAlias

from hearsay.warehouse.lake.address import Lake, is_lake_address, parse_lake

Location: TypeAlias = Path | Lake


def parse_location(text: "str | Location") -> Location:
    """Return the location that a text names. Raises UsageError for an address that cannot be read."""
    if isinstance(text, Lake):
        return text
    return parse_lake(str(text)) if is_lake_address(str(text)) else Path(text)


def absolute(location: Location) -> Location:
    """Return the same location for a process in another folder."""
    return location if isinstance(location, Lake) else location.absolute()


def is_created(location: Location, wait_seconds: float = 0.0) -> bool:
    """Return True if there is something at the location.

    Raises:
        WarehouseError: The server of a catalog does not answer, or refuses.
    """
    if isinstance(location, Lake):
        if location.file is not None:
            return location.file.exists()
        from hearsay.warehouse.lake.postgres import is_created as is_catalog  # noqa: PLC0415 - loads tenacity

        return is_catalog(location, wait_seconds)
    return location.exists()


def companion(location: Location, ending: str) -> Path:
    """Return the path of a file or folder that belongs to a warehouse and can be made again.

    It lies beside a file, and for a lake in the cache of this user, because the machines of a lake share only the
    catalog and the data.
    """
    if isinstance(location, Lake):
        return location.cache.with_name(f"{location.cache.name}{ending}")
    return location.with_name(f"{location.name}{ending}")


def sibling(location: Location, ending: str) -> Path:
    """Return the path of a folder for people: beside a file, or beside the data of a lake, such as news-archive."""
    if isinstance(location, Lake):
        return location.data.with_name(f"{location.data.name}{ending}")
    return location.with_name(f"{location.stem}{ending}")


def storage_folder(location: Location) -> Path:
    """Return the folder whose disk fills: that of the file, or of the data of a lake."""
    return location.data if isinstance(location, Lake) else location.absolute().parent


def lock_file(location: Location) -> Path:
    """Return the file whose neighbours are the locks of runs. A lake in PostgreSQL has no such file.

    Raises:
        ValueError: The locks are in PostgreSQL.
    """
    file = location.file if isinstance(location, Lake) else location
    if file is None:
        raise ValueError(f"the locks of {location} are in PostgreSQL")
    return file
