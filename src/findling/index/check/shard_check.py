"""Goes through one shard's directory: commit point, segments, live docs, log. Writes nothing."""

from pathlib import Path

from findling.base.errors import FindlingError
from findling.codec.bitmap import Bitmap
from findling.codec.commit import commit_generations, commit_path, read_commit
from findling.index.check.findings import LogCheck, Problem, ShardCheck
from findling.index.check.segment_check import check_segment
from findling.index.commits import CommitPoint, CommittedSegment, read_committed_live
from findling.index.recovery import LOG
from findling.index.segment_names import SUFFIX
from findling.index.set_aside import FILE_NAME, count_set_aside
from findling.index.translog.log_record import decode_batch
from findling.index.translog.translog import generation_path, list_generations
from findling.index.translog.translog_generation import FIRST_RECORD, read_records


def check_shard(directory: Path, number: int) -> ShardCheck:
    """Returns what is found in the directory of a shard that nobody has open."""
    check = ShardCheck(number, str(directory))
    point = _commit_point(directory, check)
    if point is not None:
        for segment in point.segments:
            live = _live(directory, segment, check)
            path = directory / (segment.name + SUFFIX)
            check.segments.append(check_segment(path, live, segment.max_doc))
        check.leftovers = _leftovers(directory, point)
        check.log = check_log(directory / LOG, point.log_generation)
        check.set_aside = count_set_aside(directory)
    return check


def _commit_point(directory: Path, check: ShardCheck) -> CommitPoint | None:
    if not directory.is_dir():
        check.problems.append(Problem(str(directory), 0, "the shard's directory is missing"))
        return None
    generations = commit_generations(directory)
    if not generations:
        check.problems.append(Problem(str(directory), 0, "there is no commit point"))
        return None
    path = commit_path(directory, generations[-1])
    try:
        point = CommitPoint.from_json(read_commit(path))
    except (OSError, FindlingError) as error:
        check.problems.append(Problem.of(error, path))
        return None
    check.commit = point.generation
    return point


def _live(directory: Path, segment: CommittedSegment, check: ShardCheck) -> Bitmap | None:
    try:
        return read_committed_live(directory, segment)
    except (OSError, FindlingError) as error:
        check.problems.append(Problem.of(error, directory / str(segment.live_file)))
        return None


def _leftovers(directory: Path, point: CommitPoint) -> list[str]:
    named = {name for segment in point.segments for name in segment.files} | {FILE_NAME}
    named.add(commit_path(directory, point.generation).name)
    return sorted(path.name for path in directory.iterdir() if path.is_file() and path.name not in named)


def check_log(directory: Path, first: int) -> LogCheck:
    """Reads the generations of a log from `first` on, which must follow each other without a gap."""
    found = sorted(list_generations(directory)) if directory.is_dir() else []
    check = LogCheck([number for number in found if number >= first])
    expected = range(first, first + max(len(check.generations), 1))
    for number in expected:
        path = generation_path(directory, number)
        try:
            end = _read(path, number == expected[-1], check)
            check.torn_bytes += path.stat().st_size - end
        except (OSError, FindlingError, ValueError) as error:
            check.problems.append(Problem.of(error, path))
    return check


def _read(path: Path, last: bool, check: LogCheck) -> int:
    """Counts the operations of a file; returns where its last record ends."""
    end = FIRST_RECORD
    for record_end, payload in read_records(path, last):
        check.operations += len(decode_batch(payload))
        end = record_end
    return end
