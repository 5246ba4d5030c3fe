"""The documentation lists every reason for a failed or rejected URL."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_reason_of_fetching_is_in_the_spine():
    """A user who finds a reason in the ledger must find its meaning."""
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "pipelines" / "fetch").glob("*.py"))
    reasons = set(re.findall(r'(?:Error|Rejection|Failure)\(\s*"([a-z_]+)"', code))
    reasons |= set(re.findall(r'reason = .*"([a-z_]+)"', code))
    section = (ROOT / "docs" / "spine.md").read_text(encoding="utf-8").split("## Fetching")[1].split("\n## ")[0]
    assert len(reasons) > 10
    assert {reason for reason in reasons if not re.search(rf"\b{reason}\b", section)} == set()
