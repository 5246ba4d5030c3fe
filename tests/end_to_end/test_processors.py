"""The same bytes give the same rows on every processor."""

import platform

import pytest

from tests.end_to_end.conftest import SAMPLES
from tests.processors import WITHOUT_VNNI, can_emulate, lines_read
from tests.tools import needs

SHORT = (
    "pell-county-record/2026-03-11-millers-ford-bridge.html",
    "osmere-ledger/2026-03-21-flood-maps.html",
    "tarn-valley-courier/2026-02-11-tarnhead-dam.html.gz",
)


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="emulates a processor of the same family")
@pytest.mark.parametrize("page", SHORT)
def test_a_page_is_read_alike_without_vnni(page):
    """Products of bytes saturate there, and claims changed with the machine; to the last digit, so that ids hold."""
    needs(can_emulate(), "qemu-x86_64", "apt-get install qemu-user")
    here = lines_read([SAMPLES / page])
    assert len(here) > 100
    assert lines_read([SAMPLES / page], WITHOUT_VNNI) == here
