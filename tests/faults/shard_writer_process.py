"""Run as a program: applies random batches to a shard for ever and prints each once it is acknowledged.

Usage: shard_writer_process.py DIRECTORY SEED
Prints `start N` before and `done N` after batch N; `batch` makes the same batch again from seed and number.
"""

import random
import sys
from pathlib import Path

from findling.index.merge_policy import MergePolicy
from findling.index.operations.operation import Operation
from findling.index.shard_settings import ShardSettings
from tests.reference.shard_case import ShardCase

Changes = dict[str, int | None]


def batch(seed: int, number: int) -> Changes:
    """What some documents become: a number, or None for deleted."""
    generator = random.Random(seed * 1_000_003 + number)
    ids = {f"id-{generator.randrange(200)}" for _ in range(generator.randrange(1, 40))}
    return {i: None if generator.random() < 0.25 else number * 1000 + k for k, i in enumerate(sorted(ids))}


def open_case(path: Path) -> ShardCase:
    policy = MergePolicy(segments_per_tier=2, max_merge_at_once=3, floor_segment_bytes=1)
    return ShardCase(path, ShardSettings(buffer_bytes=20_000, merge_policy=policy))


def apply(case: ShardCase, changes: Changes) -> None:
    operations = [Operation("delete" if value is None else "index", i) for i, value in changes.items()]
    results = case.apply(operations, [{"n": value} for value in changes.values() if value is not None])
    assert all(result.error is None for result in results)


def main(path: Path, seed: int) -> None:
    case = open_case(path)
    generator = random.Random(seed)
    number = 0
    while True:
        print("start", number, flush=True)
        apply(case, batch(seed, number))
        print("done", number, flush=True)
        chance = generator.random()
        if chance < 0.1:
            case.shard.flush()
        elif chance < 0.3:
            case.shard.refresh()
        elif chance < 0.4:
            case.shard.maybe_merge()
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
