"""Limits for fetching URLs, and rules of politeness to hosts: the table [fetch] of hearsay.toml."""

import ipaddress
from typing import Annotated

from msgspec import Meta, Struct


class FetchLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """Limits for fetching URLs, and rules of politeness to hosts."""

    timeout_seconds: Annotated[
        float, Meta(gt=0, description="timeout to connect, and between two parts of an answer")
    ] = 20.0
    total_seconds: Annotated[
        float, Meta(gt=0, description="timeout for a page: all redirects and attempts, without pauses")
    ] = 60.0
    attempts: Annotated[int, Meta(gt=0, description="requests for a page, if the error may pass")] = 3
    max_redirects: Annotated[int, Meta(ge=0)] = 5
    allow_private: Annotated[
        bool | tuple[str, ...],
        Meta(description='true: allow addresses of this machine and its networks; or a list: ["10.1.0.0/16"]'),
    ] = False
    at_once: Annotated[int, Meta(gt=0, description="hosts at once; each gets one request at a time")] = 8
    user_agent: Annotated[
        str, Meta(pattern=r"^[!-~][ -~]*$", description="robots.txt matches the first word, without a version")
    ] = "hearsay (news research)"
    obey_robots: bool = True
    gap_seconds: Annotated[
        float,
        Meta(ge=0, description="from the end of a request to the next to the host; a longer Crawl-delay wins"),
    ] = 1.0
    max_crawl_delay_seconds: Annotated[float, Meta(ge=0, description="a longer Crawl-delay is reduced to this")] = (
        30.0
    )
    max_retry_after_seconds: Annotated[
        float, Meta(ge=0, description="with a longer Retry-After, the host's pages fail until the pause is over")
    ] = 30.0

    def __post_init__(self) -> None:
        """Refuse an invalid network before anything is fetched."""
        for network in () if isinstance(self.allow_private, bool) else self.allow_private:
            ipaddress.ip_network(network)

    @property
    def product(self) -> str:
        """The name that robots.txt uses for hearsay (RFC 9309, 2.2.1): the user agent up to the version."""
        return self.user_agent.split("/")[0].split(" ")[0].lower()
