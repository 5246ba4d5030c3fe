"""After a run: the report file, and a webhook call if the run had failures."""

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.end_to_end.conftest import ONE_WORKER
from tests.made_news import write_news


@pytest.fixture
def desk():
    """Serve a webhook on this machine."""
    with HTTPServer() as server:
        server.expect_request("/desk", method="POST").respond_with_data("ok")
        yield server


def messages(desk):
    return [json.loads(request.data)["text"] for request, _ in desk.log]


def test_a_run_with_failures_calls_the_webhook_and_writes_a_report(hearsay, desk):
    """A page that failed at night is known in the morning; a run without failures says nothing."""
    pages = hearsay.folder / "pages"
    write_news(pages, 2)
    (hearsay.folder / "hearsay.toml").write_text(
        ONE_WORKER + '[report]\nfolder = "reports"\n[notify]\nwebhook = "$DESK"\n'
    )
    hearsay.environment["DESK"] = desk.url_for("/desk")
    assert hearsay("ingest", "pages").code == 0
    assert not messages(desk)
    (pages / "gone.html").symlink_to("nowhere.html")
    assert hearsay("ingest", "pages").code == 1
    (text,) = messages(desk)
    assert "had failures" in text
    assert "gone.html" in text
    reports = sorted((hearsay.folder / "reports").iterdir())
    assert len(reports) == 2
    assert str(reports[1]) in text
    assert "gone.html" in reports[1].read_text()
    assert desk.url_for("/desk") not in json.dumps(hearsay.rows("SELECT settings FROM runs"))


def test_a_webhook_that_is_not_there_does_no_harm(hearsay):
    """The pages are published already, so a failed notification must not fail the run."""
    (hearsay.folder / "pages").mkdir()
    (hearsay.folder / "pages" / "gone.html").symlink_to("nowhere.html")
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER + '[notify]\nwebhook = "http://127.0.0.1:9/desk"\n')
    ended = hearsay("ingest", "pages")
    assert ended.code == 1
    assert "1 failed" in ended.out
