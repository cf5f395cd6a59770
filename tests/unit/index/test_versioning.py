"""Version checks and their wording; tombstones; sequence numbers."""

import pytest

from findling.base.clock import FixedClock
from findling.index.buffer import DocumentBuffer
from findling.index.operations.operation import Operation, ShardId
from findling.index.operations.seq_no import SequenceNumbers
from findling.index.operations.versioning import DocumentVersion, find_conflict, is_unconditional, next_version
from findling.index.version_map import VersionMap

SHARD = ShardId("books", 2, "u1")
LIVE = DocumentVersion(4, 17, 1, DocumentBuffer(), 0)
DELETED = DocumentVersion(5, 18, 1)


def conflict(current: DocumentVersion | None, **options: object) -> str | None:
    error = find_conflict(Operation("index", "a", **options), current, SHARD)  # type: ignore[arg-type]
    return None if error is None else error.reason


@pytest.mark.parametrize(
    ("current", "options", "reason"),
    [
        (None, {}, None),
        (LIVE, {}, None),
        (None, {"op_type": "create"}, None),
        (DELETED, {"op_type": "create"}, None),
        (LIVE, {"op_type": "create"}, "document already exists (current version [4])"),
        (LIVE, {"if_seq_no": 17, "if_primary_term": 1}, None),
        (
            LIVE,
            {"if_seq_no": 16, "if_primary_term": 1},
            "required seqNo [16], primary term [1]. current document has seqNo [17] and primary term [1]",
        ),
        (
            LIVE,
            {"if_seq_no": 17, "if_primary_term": 2},
            "required seqNo [17], primary term [2]. current document has seqNo [17] and primary term [1]",
        ),
        (
            None,
            {"if_seq_no": 3, "if_primary_term": 1},
            "required seqNo [3], primary term [1]. but no document was found",
        ),
        (
            DELETED,
            {"if_seq_no": 18, "if_primary_term": 1},
            "required seqNo [18], primary term [1]. but no document was found",
        ),
        (None, {"version": 1, "version_type": "external"}, None),
        (LIVE, {"version": 5, "version_type": "external"}, None),
        (
            LIVE,
            {"version": 4, "version_type": "external"},
            "current version [4] is higher or equal to the one provided [4]",
        ),
        (
            DELETED,
            {"version": 5, "version_type": "external"},
            "current version [5] is higher or equal to the one provided [5]",
        ),
        (LIVE, {"version": 4, "version_type": "external_gte"}, None),
        (
            LIVE,
            {"version": 3, "version_type": "external_gte"},
            "current version [4] is higher than the one provided [3]",
        ),
        (LIVE, {"version": 4}, None),
        (LIVE, {"version": 3}, "current version [4] is different than the one provided [3]"),
        (None, {"version": 3}, "document does not exist (expected version [3])"),
    ],
)
def test_conflicts_have_the_words_of_elasticsearch(
    current: DocumentVersion | None, options: dict[str, object], reason: str | None
) -> None:
    assert conflict(current, **options) == (None if reason is None else f"[a]: version conflict, {reason}")


def test_a_conflict_names_its_shard() -> None:
    error = find_conflict(Operation("index", "a", op_type="create"), LIVE, SHARD)
    assert error is not None
    assert error.metadata == {"index_uuid": "u1", "shard": "2", "index": "books"}
    assert error.status == 409


def test_next_versions() -> None:
    assert next_version(Operation("index", "a"), None) == 1
    assert next_version(Operation("index", "a"), LIVE) == 5
    assert next_version(Operation("delete", "a"), DELETED) == 6
    assert next_version(Operation("index", "a", version=90, version_type="external"), LIVE) == 90


def test_only_plain_writes_are_unconditional() -> None:
    assert is_unconditional(Operation("index", "a"))
    assert not is_unconditional(Operation("index", "a", op_type="create"))
    assert not is_unconditional(Operation("index", "a", if_seq_no=1, if_primary_term=1))
    assert not is_unconditional(Operation("delete", "a", version=1, version_type="external"))


def test_tombstones_are_forgotten_after_gc_deletes() -> None:
    clock = FixedClock(0)
    versions = VersionMap(clock, gc_deletes_ms=60_000)
    versions.add_tombstone("a", DELETED)
    clock.advance(50_000)
    versions.add_tombstone("b", DELETED)
    assert versions.find("a") is DELETED
    clock.advance(10_001)
    assert versions.find("a") is None
    versions.prune()
    assert list(versions) == ["b"]
    versions.discard("b")
    versions.discard("b")
    assert len(versions) == 0


def test_a_second_delete_renews_the_tombstone() -> None:
    clock = FixedClock(0)
    versions = VersionMap(clock, gc_deletes_ms=100)
    versions.add_tombstone("a", DELETED)
    versions.add_tombstone("b", DELETED)
    clock.advance(90)
    versions.add_tombstone("a", DELETED)
    clock.advance(20)
    versions.prune()
    assert list(versions) == ["a"]


def test_sequence_numbers_count_up() -> None:
    numbers = SequenceNumbers()
    assert (numbers.next, numbers.max_seq_no) == (0, -1)
    numbers.take(3)
    assert (numbers.next, numbers.local_checkpoint) == (3, 2)
    assert SequenceNumbers(9, 4).next == 10


def test_the_local_checkpoint_waits_for_gaps() -> None:
    numbers = SequenceNumbers()
    for seq_no in (0, 3, 2, 2):
        numbers.mark_processed(seq_no)
    assert (numbers.max_seq_no, numbers.local_checkpoint) == (3, 0)
    numbers.take(1)
    assert (numbers.max_seq_no, numbers.local_checkpoint) == (4, 0)
    numbers.mark_processed(1)
    stats = numbers.stats()
    assert (stats.max_seq_no, stats.local_checkpoint, stats.global_checkpoint) == (4, 4, 4)
