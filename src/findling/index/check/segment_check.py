"""Goes through one segment: every array against its checksum, then what the arrays say against each other."""

from pathlib import Path

from findling.base.errors import FindlingError
from findling.codec.bitmap import Bitmap
from findling.codec.segment import Segment
from findling.codec.segment_reader import SegmentReader
from findling.index.check.findings import ArrayCheck, Problem, SegmentCheck
from findling.index.check.structures import structure_faults


def check_segment(path: Path, live: Bitmap | None, max_doc: int) -> SegmentCheck:
    """Returns what is found. Raises nothing about the file: a segment that is not there is one that is damaged.

    live: its live docs, None if all are alive; max_doc: documents that its commit point tells of
    """
    check = SegmentCheck(path.stem)
    try:
        check.size_bytes = path.stat().st_size
        segment = Segment.open(path)
    except (OSError, FindlingError) as error:
        check.problems.append(Problem.of(error, path))
        return check
    try:
        _check_arrays(segment, check)
        _check_whole(segment, live, max_doc, check)
    finally:
        segment.close()
    return check


def _check_arrays(segment: Segment, check: SegmentCheck) -> None:
    for name in sorted(segment.names(), key=segment.offset):
        array = ArrayCheck(name, segment.nbytes(name))
        try:
            segment.check(name)
        except FindlingError as error:
            array.problem = error.reason
            check.problems.append(Problem.of(error, segment.path))
        check.arrays.append(array)


def _check_whole(segment: Segment, live: Bitmap | None, max_doc: int, check: SegmentCheck) -> None:
    """Adds what can be known once all arrays are read: the bytes between them, the counts, the structures."""
    if segment.meta["max_doc"] != max_doc:
        reason = f"{segment.meta['max_doc']} documents, the commit point tells of {max_doc}"
        check.problems.append(Problem(str(segment.path), 0, reason))
    if check.problems:
        return
    try:
        segment.verify()
    except FindlingError as error:
        check.problems.append(Problem.of(error, segment.path))
        return
    reader = SegmentReader(segment)
    check.problems += [Problem(str(segment.path), 0, f"[{part}]: {fault}") for part, fault in structure_faults(reader)]
    count_documents(reader, live, check)


def count_documents(reader: SegmentReader, live: Bitmap | None, check: SegmentCheck) -> None:
    """Notes how many documents there are; nested ones are not counted."""
    roots = reader.roots
    total = reader.max_doc if roots is None else roots.count()
    alive = live if roots is None or live is None else live & roots
    check.docs = total if alive is None else alive.count()
    check.deleted = total - check.docs
