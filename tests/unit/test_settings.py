"""hearsay.toml is read once; what it gets wrong is said before anything is fetched."""

import pytest

from hearsay.errors import ConfigError
from hearsay.flows.config.settings import Settings, read_settings, settings_from_json
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.limits import Limits


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("false", False), ('["10.1.0.0/16", "::1"]', ("10.1.0.0/16", "::1"))],
)
def test_private_networks_may_be_allowed_one_by_one(tmp_path, written, meant):
    """An intranet's archive is no reason to open the machine's own services to whatever a page links to."""
    file = tmp_path / "hearsay.toml"
    file.write_text(f"[fetch]\nallow_private = {written}\n")
    assert read_settings(file, is_required=True).fetch.allow_private == meant


@pytest.mark.parametrize(
    "line",
    ['allow_private = ["10.1.2.3/8"]', 'allow_private = "yes"', "gap_seconds = -1", 'user_agent = "a\\nb"'],
)
def test_what_makes_no_sense_is_refused(tmp_path, line):
    """With the file's name, since there may be several."""
    file = tmp_path / "hearsay.toml"
    file.write_text(f"[fetch]\n{line}\n")
    with pytest.raises(ConfigError, match=r"hearsay\.toml"):
        read_settings(file, is_required=True)


def test_robots_txt_knows_the_default_user_agent():
    """A release must not change the name by which a robots.txt addresses hearsay."""
    assert Settings().fetch.product == "hearsay"
    assert FetchLimits(user_agent="Newsbot/2 (news)").product == "newsbot"


def test_a_limit_that_no_user_needs_is_no_setting(tmp_path):
    """The limits of the stages are parts of the settings, without keys of their own."""
    file = tmp_path / "hearsay.toml"
    file.write_text("[limits]\nmax_bytes = 1000\n")
    limits = read_settings(file, is_required=True).limits
    assert limits.of_page == Limits(max_bytes=1000)
    file.write_text("[fetch]\nmax_bytes = 1000\n")
    with pytest.raises(ConfigError, match=r"unknown field `max_bytes` - at `\$\.fetch`"):
        read_settings(file, is_required=True)


def test_a_schedule_without_a_source_is_refused(tmp_path):
    """It would run for years and take in nothing."""
    file = tmp_path / "hearsay.toml"
    file.write_text('[[schedules]]\nname = "hourly"\ncron = "0 * * * *"\nsources = []\n')
    with pytest.raises(ConfigError, match="schedule 'hourly' has no sources"):
        read_settings(file, is_required=True)


def test_settings_of_another_release_say_that_they_are_none():
    """A scheduled run brings its settings along, from whenever it was scheduled."""
    with pytest.raises(ConfigError, match=r"not settings of hearsay: .*unknown field `colour`"):
        settings_from_json('{"colour": "red"}')
