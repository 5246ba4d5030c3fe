"""What training reads of public corpora."""

import json

import pytest

from training.corpora import read_reuters


def test_a_report_of_reuters_is_a_paragraph_a_line_without_its_end_mark(tmp_path):
    reports = [
        {"title": "TIN", "body": 'Tin rose in\nLondon.\n    Dealers said\nso, "again."\n Reuter\n\x03'},
        {"title": "NO BODY"},
    ]
    for number in range(22):
        written = json.dumps(reports if number == 0 else [])
        (tmp_path / f"reuters-{number:03}.json").write_text(written, encoding="utf8")
    assert list(read_reuters(tmp_path)) == ['Tin rose in London.\nDealers said so, "again."', ""]


def test_a_missing_file_of_reuters_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="reuters-000"):
        list(read_reuters(tmp_path))
