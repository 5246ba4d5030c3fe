"""The import of Great Expectations: what hearsay does not use is not loaded, and works where it is used."""

import subprocess
import sys

LOADED = """
import sys
from hearsay.expectations.audit import warm_up
warm_up()
print(sorted({"altair.vegalite", "scipy.stats._stats_py", "sqlalchemy.engine"} & set(sys.modules)))
import altair, scipy.stats, sqlalchemy
from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as user
print(user.alt.Chart is altair.Chart, user.stats.entropy([0.5, 0.5]) == scipy.stats.entropy([0.5, 0.5]))
print(sqlalchemy.create_engine("sqlite://").dialect.name)
"""


def test_unused_packages_are_loaded_at_their_first_use():
    """They take longer than the audit of a chunk."""
    ended = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == ["[]", "True True", "sqlite"]
