"""Limits for a fetch, and politeness towards hosts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits for the fetch of a page, and politeness towards the host.

    Bytes are counted after decompression. `timeout_seconds` is for a connection and for each read. `total_seconds` is
    for all hops and attempts of a page, without the wait for a turn.
    """

    max_bytes: int
    timeout_seconds: float = 20.0
    total_seconds: float = 60.0
    attempts: int = 3
    max_redirects: int = 5
    allow_private: bool | tuple[str, ...] = False
    """True, or the networks (such as 10.1.0.0/16) whose private addresses are allowed."""
    user_agent: str = "hearsay/0.1 (news research)"
    obey_robots: bool = True
    gap_seconds: float = 1.0
    """The pause between the end of a request to a host and the start of the next."""
    max_crawl_delay_seconds: float = 30.0
    """The longest pause that a robots.txt can ask for. A longer one is shortened to this."""
    max_retry_after_seconds: float = 30.0
    """The longest pause to wait for.

    If a host asks for more, the pages of that host fail until the pause is over.
    """

    @property
    def product(self) -> str:
        """The name that robots.txt uses for hearsay (RFC 9309, 2.2.1): the user agent up to the version."""
        return self.user_agent.split("/")[0].split(" ")[0].lower()
