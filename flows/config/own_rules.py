"""Custom audit rules from hearsay.toml."""

import msgspec

from hearsay.expectations.own_rules import OwnRule, check_own_rules
from hearsay.flows.config.settings import Settings


def own_rules(settings: Settings) -> tuple[OwnRule, ...]:
    """Return the user's rules after a check. Raises ConfigError for a rule that cannot run on any row."""
    rules = tuple(OwnRule(**msgspec.structs.asdict(rule)) for rule in settings.rules)
    check_own_rules(rules)
    return rules
