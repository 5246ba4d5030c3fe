"""Rules of the user: checked like other rules, and rejected with the fault if they cannot be checked."""

import pytest

from hearsay.errors import ConfigError
from hearsay.expectations.audit import KnownKeys, audit_chunk
from hearsay.expectations.own_rules import OwnRule, check_own_rules
from hearsay.expectations.rules import rules_for
from tests.unit.expectations.conftest import RUN, SEEN_AT, make_chunk


def own(**facts):
    return OwnRule(**{"table": "claims", "name": "own", "holds": "confidence >= 0", "why": "because"} | facts)


def audited(*rules):
    return audit_chunk(make_chunk(), KnownKeys(runs=frozenset({RUN})), RUN, SEEN_AT, tuple(rules))


def check_of(audit, name):
    return next(row for row in audit.checks.to_dicts() if row["rule"] == name)


def test_a_warning_of_the_users_is_reported_and_publishes_everything():
    """A rule of house style is no reason to lose a row."""
    audit = audited(own(holds="quote_type = 'direct'"))
    check = check_of(audit, "own")
    assert (check["is_success"], check["severity"], check["why"]) == (False, "warn", "because")
    assert check["unexpected_count"] == 4
    assert audit.quarantine.is_empty()


def test_a_row_rule_of_the_user_quarantines_rows():
    """Users decide about their own data."""
    audit = audited(own(holds="quote_type <> 'direct'", severity="row"))
    kept = audit.quarantine.filter(rule="own")
    assert sorted(kept["row_id"]) == ["claim-1-3", "claim-2-3"]


def test_a_fatal_rule_of_the_users_stops_the_chunk():
    """Some data must never be published."""
    audit = audited(own(holds="quote_type <> 'direct'", severity="fatal"))
    assert "own failed for 2 of 6" in audit.fatal[0]


def test_a_rule_that_holds_says_so():
    """The report must have the rule like any other."""
    assert check_of(audited(own()), "own")["is_success"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"table": "runs"}, "table is unknown"),
        ({"table": "claims; DROP TABLE claims"}, "table is unknown"),
        ({"holds": "confidense > 0"}, "is not valid"),
        ({"holds": "confidence >"}, "is not valid"),
        ({"holds": "confidence"}, "must be true or false"),
        ({"holds": "read_csv('/etc/passwd') IS NULL"}, "is not valid"),
        ({"name": rules_for("claims")[0].name}, "taken"),
        ({"severity": "row", "mostly": 0.5}, "mostly is only for severity warn"),
        ({"severity": "error"}, "not a severity"),
    ],
)
def test_a_rule_that_cannot_be_checked_is_refused_before_any_work(facts, told):
    """The error must have the rule and the fault. Otherwise a typing error would cost a night's run."""
    with pytest.raises(ConfigError, match=told):
        check_own_rules([own(**facts)])


def test_one_name_twice_is_refused():
    """A check is identified by its name."""
    with pytest.raises(ConfigError, match="taken"):
        check_own_rules([own(), own(holds="confidence >= 0.1")])
