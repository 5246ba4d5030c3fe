"""The archive as a source: records with bytes become inputs, in the order of writing."""

from collections.abc import Iterator
from pathlib import Path

from hearsay.errors import ArchiveError
from hearsay.pipelines.archive.files import archive_files
from hearsay.pipelines.archive.members import Member, Problem, read_members
from hearsay.pipelines.archive.warc import RecordError, UnpackedRecord, unpack
from hearsay.pipelines.inputs import ArchivedInput, EndedInput, Hints
from hearsay.pipelines.records import Archived, Outcome, OutcomeKind, Place, Sighting

_HEAD = 1 << 20
"""The largest size of a record without the page's bytes."""


def check_archive(folder: Path) -> None:
    """Raise ArchiveError if the folder holds no archive."""
    if not folder.is_dir():
        raise ArchiveError(f"there is no archive at {folder}; name its folder with --from FOLDER, or archive.folder")
    if not archive_files(folder):
        raise ArchiveError(f"{folder} is not an archive: it holds no .warc.gz file; name another with --from FOLDER")


def archive_inputs(folder: Path, max_bytes: int) -> Iterator[ArchivedInput | EndedInput]:
    """Yield an input for each capture and each later sighting, with a single page in memory.

    A record without usable bytes gives an ended input. Rejected are half_written (the last record of a killed run),
    not_archived (bytes that must not be stored), foreign_record (written by another program) or too_big. Failed is
    damaged_record; later records are read.
    """
    for path in archive_files(folder):
        try:
            for member in read_members(path, max_bytes + _HEAD):
                record_input = _member_input(member, path.name, max_bytes)
                if record_input is not None:
                    yield record_input
        except OSError as error:
            yield _ended(path.name, OutcomeKind.FAILED, type(error).__name__, f"{path} cannot be read: {error}")


def _member_input(member: Member, file: str, max_bytes: int) -> ArchivedInput | EndedInput | None:
    input_name = f"{file}@{member.offset}"
    match member.problem:
        case Problem.HALF_WRITTEN:
            why = f"{input_name} ends in the middle of a record: its run was killed, or is still writing"
            return _ended(input_name, OutcomeKind.REJECTED, Problem.HALF_WRITTEN, why)
        case Problem.DAMAGED:
            why = f"{input_name} cannot be decompressed; the records from byte {member.end:,} on are read"
            return _ended(input_name, OutcomeKind.FAILED, Problem.DAMAGED, why)
        case Problem.TOO_BIG:
            why = f"{input_name} holds more than {max_bytes:,} bytes, the limit"
            return _ended(input_name, OutcomeKind.REJECTED, Problem.TOO_BIG, why)
    try:
        record = unpack(member.data)
    except RecordError as error:
        return _ended(input_name, OutcomeKind.FAILED, Problem.DAMAGED, f"{input_name} {error}")
    if record is None:
        return _foreign_input(member, input_name)
    return _unpacked_input(record, Place(file, member.offset), max_bytes)


def _foreign_input(member: Member, input_name: str) -> EndedInput | None:
    if b"\nWARC-Type: warcinfo" in member.data[:1000]:
        return None
    why = f"{input_name} was not written by hearsay; ingest the file with hearsay ingest"
    return _ended(input_name, OutcomeKind.REJECTED, "foreign_record", why)


def _unpacked_input(record: UnpackedRecord, place: Place, max_bytes: int) -> ArchivedInput | EndedInput:
    fields, capture = record.fields, record.capture
    if record.record_type == "metadata":
        why = f"its bytes may not be stored, only their hash {fields.sha256}; ingest it again from its source"
        return _ended(record.name, OutcomeKind.REJECTED, "not_archived", why)
    if capture is None:
        why = f"the same bytes were seen again at {fields.seen_at.isoformat()}"
        outcome = Outcome(OutcomeKind.DUPLICATE, "same_bytes", why)
        return EndedInput(fields.given, outcome, sighting=Sighting(fields.capture_id, fields.seen_at))
    if fields.is_cut and fields.byte_count <= max_bytes:
        why = f"it was cut off at {fields.byte_count:,} bytes, the earlier limit; ingest it again from its source"
        return _ended(fields.given, OutcomeKind.REJECTED, Problem.TOO_BIG, why)
    return ArchivedInput(fields.given, Archived(capture, fields.seen_at, place), Hints(listing=fields.listing))


def _ended(input_name: str, kind: OutcomeKind, reason: str, detail: str) -> EndedInput:
    return EndedInput(input_name, Outcome(kind, str(reason), detail))
