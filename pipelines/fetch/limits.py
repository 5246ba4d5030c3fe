"""What fetching may cost, and what it owes the hosts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Caps of fetching one page, and the manners towards its host.

    Bytes are decompressed. `timeout_seconds` is for a connection and for each read, `total_seconds` for everything
    that the network does for one page: all hops and attempts, but not the waiting for its turn.
    """

    max_bytes: int
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    attempts: int = 3
    max_redirects: int = 5
    allow_private: bool | tuple[str, ...] = False
    """Whether private addresses may be asked, or which: networks such as 10.1.0.0/16."""
    user_agent: str = "hearsay/0.1 (news research)"
    obey_robots: bool = True
    gap_seconds: float = 1.0
    """From the end of one request to a host to the start of the next."""
    max_crawl_delay_seconds: float = 30.0
    """A robots.txt that asks for a longer gap gets this one."""
    max_retry_after_seconds: float = 30.0
    """A host that asks for a longer rest is not asked again in this run until it is over."""

    @property
    def product(self) -> str:
        """The name that robots.txt knows us by (RFC 9309, 2.2.1): the user agent up to its version."""
        return self.user_agent.split("/")[0].split(" ")[0].lower()
