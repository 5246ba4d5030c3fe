"""The pages in a real browser: no serious finding of axe, no script or request from a page's text."""

import json
import re
import shutil
import subprocess
from html import unescape
from importlib.resources import files

import pytest

from tests.tools import needs

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@pytest.fixture(autouse=True, scope="module")
def _browser():
    needs(BROWSER, "Chromium", "apt-get install chromium")


HOSTILE = """<html lang="en"><head><title>Harbour {0} closes</title></head><body><article><h1>Harbour {0} closes</h1>
<p>The harbour of Osmere {0} will close on Friday, Mara Voss, the mayor, said on Tuesday in the town hall.</p>
<p>“Nobody {0} will lose a job,” she said. The council had voted for it after a debate of nine hours.</p>
</article></body></html>"""
ATTACK = "&lt;script&gt;document.title='taken'&lt;/script&gt;&lt;img src=http://127.0.0.1:9/x onerror=alert(1)&gt;"
RULES = """[[rules]]
table = "articles"
name = "not_of_harbours"
holds = "title NOT LIKE 'Harbour%closes%'"
why = "So that the attacking title is what a check has seen."
"""


@pytest.fixture(scope="module")
def pages(with_samples):
    """Write the report, an article's page and a reading's page, of the sample pages and a hostile page."""
    folder = with_samples.folder
    (folder / "attack.html").write_text(HOSTILE.format(ATTACK))
    (folder / "rules.toml").write_text(RULES)
    assert with_samples("ingest", "attack.html", "--config", "rules.toml").code == 0
    (article,) = with_samples.rows("SELECT article_id FROM articles WHERE title LIKE 'Harbour%closes%' LIMIT 1")
    assert with_samples("report", "--out", "report.html", "--data-docs", "docs").code == 0
    assert with_samples("show", article["article_id"], "--out", "attack-shown.html").code == 0
    assert with_samples("show", "corroded valve", "--out", "article.html").code == 0
    reading = with_samples("read", "--html", "“We will <b>pay</b>,” said Mara Voss.").out
    (folder / "reading.html").write_text(reading)
    return folder


def in_browser(page):
    """Return the page's document after its scripts."""
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=30000", "--dump-dom"]
    return subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=False).stdout


@pytest.mark.parametrize("name", ["report.html", "article.html", "attack-shown.html", "reading.html"])
def test_axe_finds_nothing_serious(pages, name):
    """The pages must serve users of screen readers, keyboards and high contrast."""
    axe = (
        files("axe_core_python")
        .joinpath("axe.min.js")
        .read_text(encoding="utf-8")
        .replace("</script>", "<\\/script>")
    )
    asked = (
        "axe.run().then(r => { document.body.innerHTML = '<pre id=out></pre>'; "
        "document.getElementById('out').textContent = JSON.stringify(r.violations.map("
        "v => [v.impact, v.id, v.nodes[0].html])); });"
    )
    page = (pages / name).read_text(encoding="utf-8")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)  # it would keep axe out too
    probe = pages / f"axe-{name}"
    probe.write_text(page.replace("</body>", f"<script>{axe}</script><script>{asked}</script></body>"))
    found = re.search(r'<pre id="out">(.*?)</pre>', in_browser(probe), re.DOTALL)
    assert found, "axe gave no answer"
    violations = json.loads(unescape(found[1]))
    assert [one for one in violations if one[0] in {"serious", "critical"}] == []


@pytest.mark.parametrize("name", ["report.html", "attack-shown.html"])
def test_nothing_of_a_page_runs(pages, name):
    """Titles and texts come from strangers; a browser must show these as plain words."""
    document = in_browser(pages / name)
    title = re.search(r"<title>(.*?)</title>", document, re.DOTALL)
    assert title
    assert "taken" not in title[1].replace("title='taken'", "")
    assert not re.search(r"<(?:img|iframe|link|object|script)\b", document)
    assert "&lt;script&gt;" in document


def test_nothing_of_a_page_runs_in_data_docs(pages):
    """Great Expectations writes checked values into its pages as markup."""
    (page,) = (pages / "docs" / "validations" / "articles").rglob("*.html")
    document = in_browser(page)
    assert "‹script›" in document
    assert "<title>Data documentation" in document
    assert not re.search(r"<(?:iframe|object|script)\b", document)
    assert not re.search(r"<(?:img|link)\b[^>]*https?:", document)
