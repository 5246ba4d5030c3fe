"""The log of runs: whole lines, without credentials, page text or control characters, and none without a target."""

import json
import logging
import logging.config
import multiprocessing
import os

import pytest

from hearsay.errors import UsageError
from hearsay.flows.config.logs import LONGEST_TEXT, clean_text, open_log
from hearsay.flows.config.settings import Log, Settings, with_log

log = logging.getLogger("hearsay.tests")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_a_line_has_every_key_and_its_values(tmp_path):
    """A program reads the log; keys that come and go break its table."""
    with open_log(Log(file=str(tmp_path / "l"))):
        log.info("page %d", 3, extra={"page": "a.html", "stage": "publish", "seconds": 0.12345, "outcome": "loaded"})
        log.warning("retry")
    first, second = lines(tmp_path / "l")
    assert first.keys() == second.keys()
    assert (first["page"], first["stage"], first["seconds"], first["outcome"]) == (
        "a.html",
        "publish",
        0.123,
        "loaded",
    )
    assert (second["level"], second["message"], second["page"]) == ("warning", "retry", None)
    assert first["time"].endswith("+00:00")


def test_texts_of_strangers_are_harmless(tmp_path, capsys):
    """File names and servers choose these texts: a terminal must not obey them, and a password must not stay."""
    hostile = "https://jo:s3cret@harbour.example/\x1b[2J\n\u202e\udcff\x7f"
    with open_log(Log(file=str(tmp_path / "l"), verbose=True)):
        log.warning("page %s", hostile, extra={"page": hostile})
    (line,) = (tmp_path / "l").read_bytes().splitlines()
    assert b"s3cret" not in line
    assert all(0x20 <= byte < 0x7F for byte in line)
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert printed.strip().isprintable()
    assert r"harbour.example/\x1b[2J\n\u202e\udcff\x7f" in printed


def test_a_text_is_bounded():
    """An address may have a megabyte."""
    assert len(clean_text("\0" * 10_000)) == LONGEST_TEXT
    assert clean_text("short") == "short"


def test_without_a_target_nothing_is_printed(capsys):
    """The terminal looks as it did before there was a log."""
    with open_log(Log()):
        log.warning("quiet")
    log.warning("quiet")
    assert capsys.readouterr().err == ""


def test_a_block_inside_a_block_adds_no_lines(tmp_path):
    """A command and its flow, in the same process, both open the log."""
    settings = Log(file=str(tmp_path / "l"))
    with open_log(settings), open_log(settings):
        log.info("once")
    assert len(lines(tmp_path / "l")) == 1
    assert not logging.getLogger("hearsay").isEnabledFor(logging.INFO)


@pytest.mark.parametrize("name", ["", "missing/log", "a\0b"])
def test_a_file_that_cannot_be_written_is_refused(tmp_path, name):
    """After a night of fetching it would be too late to tell."""
    with pytest.raises(UsageError, match="give another file with --log"), open_log(Log(file=str(tmp_path / name))):
        pass


def test_a_full_disk_ends_the_log_and_not_the_run(capsys):
    """The pages are worth more."""
    with open_log(Log(file="/dev/full")):
        log.info("one")
        log.info("two")
    assert capsys.readouterr().err == "hearsay: the log /dev/full ends here: No space left on device\n"


def test_handlers_that_prefect_closes_still_write(tmp_path):
    """Prefect's setup of logging closes all handlers; a closed file's number may already belong to another file."""
    with open_log(Log(file=str(tmp_path / "l"))):
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
        log.info("still here")
    assert [line["message"] for line in lines(tmp_path / "l")] == ["still here"]


def write_many(path, name):
    with open_log(Log(file=path)):
        for number in range(500):
            log.info("%s %d %s", name, number, name * 800)


def test_two_runs_write_whole_lines_to_one_file(tmp_path):
    """Schedules share a file; a line in a line would be lost for both."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_many, args=(str(tmp_path / "l"), name)) for name in "ab"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(lines(tmp_path / "l")) == 1000


def test_options_win_over_settings_and_settings_hold_without_options():
    """A log of hearsay.toml is for every run; an option is for this run."""
    settings = Settings(log=Log(file="a", verbose=True))
    assert with_log(settings, None, is_verbose=False).log == Log("a", verbose=True)
    assert with_log(settings, "b", is_verbose=False).log.file == "b"
    assert with_log(Settings(), None, is_verbose=True).log == Log("", verbose=True)


def test_the_file_gets_no_more_rights_than_the_user_gives(tmp_path):
    """Addresses of sources may be private."""
    before = os.umask(0o077)
    try:
        with open_log(Log(file=str(tmp_path / "l"))):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "l").stat().st_mode & 0o777 == 0o600
