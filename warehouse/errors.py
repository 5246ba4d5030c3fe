"""The errors of hearsay. Each message gives the value, the problem and the next action."""


class HearsayError(Exception):
    """Base class of all errors. `exit_code` is the exit code of the command line after this error."""

    exit_code = 1


class UsageError(HearsayError):
    """Raised when an argument or a setting cannot be used, from the command line and the settings."""

    exit_code = 2


class ConfigError(UsageError):
    """Raised when hearsay.toml is missing, unreadable or has unknown entries, from flows.settings."""


class SourceError(UsageError):
    """Raised when a SOURCE cannot be read, from pipelines.sources."""


class FetchError(HearsayError):
    """Raised when a URL has no usable response, from pipelines.fetch.

    `reason` is the reason in the ledger. If `may_pass` is True, a retry may help, after at least `wait` seconds.
    """

    def __init__(self, reason: str, message: str, *, may_pass: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.reason = reason
        self.may_pass = may_pass
        self.wait = wait


class ArchiveError(UsageError):
    """Raised when the archive cannot be written or read, from pipelines.archive and flows.rebuild."""


class PrefectServerError(HearsayError):
    """Raised when no Prefect API can be used, from flows.prefect_server and flows.prefect_run."""


class WarehouseError(HearsayError):
    """Raised when a warehouse cannot be opened, or is not a warehouse, from warehouse.connection."""

    exit_code = 2


class WarehouseBusyError(WarehouseError):
    """Raised when other processes lock the warehouse for longer than the limit, from warehouse.connection."""

    exit_code = 1
    reason = "warehouse_locked"


class WarehouseFullError(WarehouseError):
    """Raised when the disk is full, or a quota or a size limit is reached, from warehouse.connection."""

    exit_code = 1
    reason = "disk_full"


class WarehouseVersionError(WarehouseError):
    """Raised when a newer hearsay, or a hearsay before 0.3, wrote the warehouse, from warehouse.migrate."""


class QueryError(HearsayError):
    """Raised when a user's SQL is refused, fails or exceeds a limit, from warehouse.query."""

    exit_code = 2


class AuditFailedError(HearsayError):
    """Raised when the audit itself fails; the chunk's inputs end as failed. From flows.stages."""

    reason = "audit_broke"


def reason_of(error: BaseException) -> str:
    """Return the reason that names an error in the ledger and in a run: its own reason, or else its class."""
    return str(getattr(error, "reason", None) or type(error).__name__)
