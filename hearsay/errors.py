"""Every error that hearsay raises on purpose. The message carries the value and the next step."""


class HearsayError(Exception):
    """Base of all. `exit_code` is what the command line ends with when one reaches it."""

    exit_code = 1


class UsageError(HearsayError):
    """Raised when what the user gave cannot be used, from the command line and the settings."""

    exit_code = 2


class ConfigError(UsageError):
    """Raised when hearsay.toml is missing, unreadable or says something unknown, from flows.config.settings."""


class SourceError(UsageError):
    """Raised when a SOURCE names nothing that can be read, from pipelines.sources."""


class FetchError(HearsayError):
    """Raised when a URL gave no usable response, from pipelines.fetch.

    `reason` names why in the ledger; `may_pass` says that another attempt may help, after `wait` seconds at least.
    """

    def __init__(self, reason: str, message: str, *, may_pass: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.reason = reason
        self.may_pass = may_pass
        self.wait = wait


class ArchiveError(UsageError):
    """Raised when the archive cannot be written or read, from pipelines.archive and flows.run.rebuild."""


class PrefectServerError(HearsayError):
    """Raised when there is no Prefect API to run on, from flows.orchestration."""


class WarehouseError(HearsayError):
    """Raised when the warehouse file cannot be opened or is not ours, from warehouse.connection."""

    exit_code = 2


class WarehouseBusyError(WarehouseError):
    """Raised when another process kept the warehouse locked for longer than we wait, from warehouse.connection."""

    exit_code = 1
    reason = "warehouse_locked"


class WarehouseFullError(WarehouseError):
    """Raised when the disk, a quota or a limit leaves no room for what is written, from warehouse.connection."""

    exit_code = 1
    reason = "disk_full"


class WarehouseVersionError(WarehouseError):
    """Raised when the warehouse was written by a newer hearsay, from warehouse.migrate."""


class QueryError(HearsayError):
    """Raised when a user's SQL is refused, fails or outlives its limit, from warehouse.query."""

    exit_code = 2


class AuditFailedError(HearsayError):
    """Raised when the audit itself broke; the chunk's inputs end as failed, from flows.run.stages."""

    reason = "audit_broke"


def reason_of(error: BaseException) -> str:
    """The name of an error in the ledger and in the row of a run: its own, or that of its class."""
    return str(getattr(error, "reason", None) or type(error).__name__)
