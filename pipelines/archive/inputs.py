"""The archive as a source: its records as inputs, in the order in which they were written, bytes and all."""

from collections.abc import Iterator
from pathlib import Path

from hearsay.errors import ArchiveError
from hearsay.pipelines.archive.files import archive_files
from hearsay.pipelines.archive.members import Member, Problem, read_members
from hearsay.pipelines.archive.warc import Kept, RecordError, unpack
from hearsay.pipelines.records import Input, Outcome, OutcomeKind, Place

_HEAD = 1 << 20
"""What a record may have beside the page's bytes."""


def check_archive(folder: Path) -> None:
    """Raise ArchiveError for a folder that holds no archive."""
    if not folder.is_dir():
        raise ArchiveError(f"there is no archive at {folder}; name its folder with --from FOLDER, or archive.folder")
    if not archive_files(folder):
        raise ArchiveError(f"{folder} holds no .warc.gz file and so no archive; name another with --from FOLDER")


def archive_inputs(folder: Path, max_bytes: int) -> Iterator[Input]:
    """One input for each capture and for each later sight of one, with no more than one page in memory.

    What cannot be an input is one that ends here. Rejected are half_written (the last record of a killed run),
    not_archived (bytes that were not to be kept), foreign_record (another program's) and too_big; failed is
    damaged_record. The records behind a damaged one are read.
    """
    for path in archive_files(folder):
        try:
            for member in read_members(path, max_bytes + _HEAD):
                found = _member_input(member, path.name, max_bytes)
                if found is not None:
                    yield found
        except OSError as error:
            yield _ended(path.name, OutcomeKind.FAILED, type(error).__name__, f"{path} cannot be read: {error}")


def _member_input(member: Member, file: str, max_bytes: int) -> Input | None:
    given = f"{file}@{member.offset}"
    match member.problem:
        case Problem.HALF_WRITTEN:
            told = f"{given} ends in the middle of a record: its run was killed, or is writing it now"
            return _ended(given, OutcomeKind.REJECTED, Problem.HALF_WRITTEN, told)
        case Problem.DAMAGED:
            told = f"{given} does not unpack; the records behind byte {member.end:,} are read"
            return _ended(given, OutcomeKind.FAILED, Problem.DAMAGED, told)
        case Problem.TOO_BIG:
            told = f"{given} holds more than {max_bytes:,} bytes, which is the limit"
            return _ended(given, OutcomeKind.REJECTED, Problem.TOO_BIG, told)
    try:
        kept = unpack(member.data)
    except RecordError as error:
        return _ended(given, OutcomeKind.FAILED, Problem.DAMAGED, f"{given} {error}")
    if kept is None:
        return _foreign_input(member, given)
    return _kept_input(kept, Place(file, member.offset), max_bytes)


def _foreign_input(member: Member, given: str) -> Input | None:
    if b"\nWARC-Type: warcinfo" in member.data[:1000]:
        return None
    told = f"{given} was not written by hearsay; hearsay ingest takes in other archives"
    return _ended(given, OutcomeKind.REJECTED, "foreign_record", told)


def _kept_input(kept: Kept, place: Place, max_bytes: int) -> Input:
    told, archived = kept.told, kept.archived(place)
    if kept.record_type == "metadata":
        why = f"its bytes were not to be kept, only their hash {told.sha256}; take it in again where it is"
        return _ended(kept.name, OutcomeKind.REJECTED, "not_archived", why)
    if kept.body is None:
        why = f"the same bytes were seen again at {told.seen_at.isoformat()}"
        return Input(given=told.given, ended=Outcome(OutcomeKind.DUPLICATE, "same_bytes", why), archived=archived)
    if told.is_cut and told.byte_count <= max_bytes:
        why = f"it was cut off after {told.byte_count:,} bytes, the limit of then: take it in again where it is"
        return _ended(told.given, OutcomeKind.REJECTED, Problem.TOO_BIG, why)
    return Input(given=told.given, archived=archived, listing=told.listing)


def _ended(given: str, kind: OutcomeKind, reason: str, detail: str) -> Input:
    return Input(given=given, ended=Outcome(kind, str(reason), detail))
