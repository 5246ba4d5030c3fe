"""All errors that hearsay raises on purpose. A message has the value, the problem and the next action."""


class HearsayError(Exception):
    """Base class of all errors. `exit_code` is the exit code of the command line for the error."""

    exit_code = 1


class UsageError(HearsayError):
    """Raised when an argument or a setting of the user cannot be used, from the command line and the settings."""

    exit_code = 2


class ConfigError(UsageError):
    """Raised when hearsay.toml is missing, unreadable or has an unknown setting, from flows.config.settings."""


class SourceError(UsageError):
    """Raised when a SOURCE cannot be found or read, from pipelines.sources."""


class FetchError(HearsayError):
    """Raised when a URL gave no usable response, from pipelines.fetch.

    `reason` is the reason in the ledger. With `may_pass`, a retry may succeed after at least `wait` seconds.
    """

    def __init__(self, reason: str, message: str, *, may_pass: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.reason = reason
        self.may_pass = may_pass
        self.wait = wait


class ArchiveError(UsageError):
    """Raised when the archive cannot be written or read, from pipelines.archive and flows.run.rebuild."""


class PrefectServerError(HearsayError):
    """Raised when no Prefect API can be reached, from flows.orchestration."""


class WarehouseError(HearsayError):
    """Raised when the file cannot be opened or is not a hearsay warehouse, from warehouse.connection."""

    exit_code = 2


class WarehouseBusyError(WarehouseError):
    """Raised when another process locks the warehouse for longer than `wait_seconds`, from warehouse.connection."""

    exit_code = 1
    reason = "warehouse_locked"


class WarehouseUnreachableError(WarehouseBusyError):
    """Raised when the server of a lake's catalog does not answer, from warehouse.lake and warehouse.connection."""

    reason = "catalog_unreachable"


class WarehouseFullError(WarehouseError):
    """Raised when the disk, a quota or a limit leaves no room for a write, from warehouse.connection."""

    exit_code = 1
    reason = "disk_full"


class WarehouseVersionError(WarehouseError):
    """Raised when the warehouse was written by a newer hearsay, from warehouse.migrate."""


class QueryError(HearsayError):
    """Raised when a user's SQL is refused, fails or exceeds its time limit, from warehouse.query."""

    exit_code = 2


class ClusterError(HearsayError):
    """Raised when the Dask cluster has no scheduler or no workers, from flows.run.dask_cluster. It ends the run."""

    reason = "no_workers"


class WorkerLostError(HearsayError):
    """Raised when workers died over a chunk more often than the cluster retries, from flows.run.dask_cluster."""

    reason = "worker_lost"


class WorkerUnfitError(HearsayError):
    """Raised when a Dask worker cannot do the work as this process would, from flows.run.dask_work."""

    reason = "worker_unfit"


class AuditFailedError(HearsayError):
    """Raised when the audit itself fails, from flows.run.publishing; the inputs of the chunk end as failed."""

    reason = "audit_broke"


def reason_of(error: BaseException) -> str:
    """Return the reason of an error for the ledger and for the row of a run: its `reason`, or its class name."""
    return str(getattr(error, "reason", None) or type(error).__name__)
