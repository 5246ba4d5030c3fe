"""The archive of page bytes: WARC files that a run writes before any other step, and that a rebuild reads."""

from hearsay.pipelines.archive.archive import Archive, Sighting, open_archive, read_place
from hearsay.pipelines.archive.inputs import archive_inputs, check_archive

__all__ = ["Archive", "Sighting", "archive_inputs", "check_archive", "open_archive", "read_place"]
