"""An aggregation's answer as the figures that engines are compared by: names and numbers, in their order."""

from collections.abc import Collection, Iterator
from typing import Any

from benchmarks.engine import Figures


def figures_of(answer: dict[str, Any], shown: Collection[str] = ()) -> Figures:
    """Returns the figures of an answer in Elasticsearch's form, only those of the names `shown`, if there are any."""
    return [(name, numbers) for name, numbers in _walk(answer, "") if not shown or name in shown]


def _walk(node: object, name: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    if isinstance(node, dict) and "buckets" in node:
        yield from _buckets(node["buckets"])
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value, name)
    elif isinstance(node, int | float):
        yield name, (float(node),)


def _buckets(buckets: Any) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yields a bucket's count and single figures under its key, the buckets within it under both keys."""
    named = buckets.items() if isinstance(buckets, dict) else ((_key(bucket["key"]), bucket) for bucket in buckets)
    for key, bucket in named:
        if "score" in bucket:  # of significant terms; those of one score come in an order of Elasticsearch's own
            yield "score", (float(bucket["score"]),)
            continue
        within = [value for value in bucket.values() if isinstance(value, dict)]
        yield key, (float(bucket["doc_count"]), *(float(value["value"]) for value in within if "value" in value))
        for value in within:
            if "buckets" in value:
                yield from ((f"{key}>{name}", numbers) for name, numbers in _buckets(value["buckets"]))


def _key(key: object) -> str:
    if isinstance(key, dict | list):
        return "|".join(map(_key, key.values() if isinstance(key, dict) else key))
    return str(int(key)) if isinstance(key, float) else str(key)
