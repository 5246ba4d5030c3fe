"""The rules of hearsay.toml, as the audit takes them."""

import msgspec

from hearsay.expectations.own_rules import OwnRule, check_own_rules
from hearsay.flows.config.settings import Settings


def own_rules(settings: Settings) -> tuple[OwnRule, ...]:
    """The user's rules, checked. Raises ConfigError for one that could not be asked of any row."""
    rules = tuple(OwnRule(**msgspec.structs.asdict(rule)) for rule in settings.rules)
    check_own_rules(rules)
    return rules
