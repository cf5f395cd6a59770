"""One answer out of those of many edges: hits by score or sort, totals, and who did not answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any, Final, Self

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError

Json = dict[str, Any]
_MOST: Final = 10_000
_MEMBERS: Final = frozenset(
    ("query", "from", "size", "sort", "_source", "fields", "docvalue_fields", "stored_fields", "script_fields", "knn",
     "highlight", "min_score", "post_filter", "track_total_hits", "track_scores", "search_after", "timeout", "version",
     "runtime_mappings", "seq_no_primary_term", "terminate_after", "explain")
)  # fmt: skip
_PARAMS: Final = frozenset(("q", "df", "default_operator", "analyzer", "analyze_wildcard", "lenient"))
_COUNTS: Final = ("from", "size")
_IGNORED: Final = frozenset(("scope", "pretty", "human", "filter_path", "error_trace", "format"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as each edge is asked: for all that may be among the first. from_, size: of what is answered"""

    index: str | None
    body: Json
    params: dict[str, str]
    from_: int = 0
    size: int = 10

    @classmethod
    def of(cls, index: str | None, body: Mapping[str, Any], params: Mapping[str, str]) -> Self:
        """Raises IllegalArgumentError for what cannot be put together out of several answers."""
        made = {**body, **{name: _count(name, params[name]) for name in _COUNTS if name in params}}
        if "sort" in params:
            made["sort"] = [_sort_of(part) for part in params["sort"].split(",")]
        wrong = [*sorted(made.keys() - _MEMBERS), *sorted(params.keys() - _PARAMS - _IGNORED - {"sort", *_COUNTS})]
        if wrong:
            raise IllegalArgumentError(f"[{wrong[0]}] cannot be put together out of the answers of a fleet")
        start, size = _count("from", made.pop("from", 0)), _count("size", made.get("size", 10))
        if start + size > _MOST:
            raise IllegalArgumentError(
                f"[from] + [size] must be at most {_MOST} over a fleet, but was [{start + size}]"
            )
        kept = {name: text for name, text in params.items() if name in _PARAMS}
        return cls(index, {**made, "size": start + size}, kept, start, size)

    def to_bytes(self) -> bytes:
        return orjson.dumps({"index": self.index, "body": self.body, "params": self.params})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        said = orjson.loads(data)
        return cls.of(said["index"], said["body"], said["params"])


def _count(name: str, value: object) -> int:
    try:
        count = int(str(value))
    except ValueError:
        count = -1
    if count < 0:
        raise IllegalArgumentError(f"[{name}] must be a number from 0 on, but was [{value}]")
    return count


def _sort_of(text: str) -> Any:
    field, _, order = text.partition(":")
    return {field: {"order": order}} if order else field


def merged(asked: Asked, answers: Mapping[str, Json | FindlingError], took_ms: int) -> Json:
    """Returns one answer. answers: by edge; an error is why there is none"""
    found = {name: answer for name, answer in answers.items() if not isinstance(answer, FindlingError)}
    hits = [
        hit if "_edge" in hit else {**hit, "_edge": name}
        for name, answer in sorted(found.items())
        for hit in answer["hits"]["hits"]
    ]
    ordered = sorted(hits, key=cmp_to_key(_Order(asked.body.get("sort")).compare))
    scores = [answer["hits"].get("max_score") for answer in found.values()]
    known = [score for score in scores if score is not None]
    totals = [answer["hits"]["total"] for answer in found.values() if "total" in answer["hits"]]
    made: Json = {
        "took": took_ms,
        "timed_out": any(answer.get("timed_out") for answer in found.values()),
        "_edges": _edges(answers),
        "_shards": _shards(found.values()),
        "hits": {
            **({"total": _total(totals)} if totals or not found else {}),
            "max_score": max(known) if known else None,
            "hits": ordered[asked.from_ : asked.from_ + asked.size],
        },
    }
    return made


def _total(totals: list[Json]) -> Json:
    relation = "gte" if any(total["relation"] == "gte" for total in totals) else "eq"
    return {"value": sum(total["value"] for total in totals), "relation": relation}


def _shards(answers: Iterable[Json]) -> Json:
    parts = [answer["_shards"] for answer in answers]
    return {name: sum(part[name] for part in parts) for name in ("total", "successful", "skipped", "failed")}


def _edges(answers: Mapping[str, Json | FindlingError]) -> Json:
    """Returns who answered and who did not; what a hub has put together counts as those that it asked."""
    details: Json = {}
    for name, answer in answers.items():
        if isinstance(answer, FindlingError):
            details[name] = {"status": "failed", "reason": answer.reason}
        elif "_edges" in answer:
            details.update(answer["_edges"]["details"])
        else:
            details[name] = {"status": "successful", "took": answer["took"]}
    failed = sorted(name for name, detail in details.items() if detail["status"] == "failed")
    return {
        "total": len(details),
        "successful": len(details) - len(failed),
        "failed": failed,
        "details": details,
    }


class _Order:
    """Compares hits as a sort has them; without one, the higher score is first."""

    def __init__(self, sort: Any) -> None:
        given = [] if sort is None else sort if isinstance(sort, list) else [sort]
        self._parts = [_direction(part) for part in given]

    def compare(self, left: Json, right: Json) -> int:
        if not self._parts:
            return _compared(left.get("_score"), right.get("_score"), True, False)
        for (down, first), one, other in zip(self._parts, left["sort"], right["sort"], strict=False):
            if result := _compared(one, other, down, first):
                return result
        return 0


def _direction(part: Any) -> tuple[bool, bool]:
    """Returns whether the highest comes first, and whether what has no value does."""
    field, said = next(iter(part.items())) if isinstance(part, Mapping) else (part, {})
    order = said if isinstance(said, str) else said.get("order", "desc" if field == "_score" else "asc")
    return order == "desc", isinstance(said, Mapping) and said.get("missing") == "_first"


def _compared(one: Any, other: Any, down: bool, missing_first: bool) -> int:
    if one == other:
        return 0
    if one is None or other is None:
        return -1 if (one is None) == missing_first else 1
    if isinstance(one, str) != isinstance(other, str):
        one, other = str(one), str(other)  # a field that is a number on one edge and a text on another
    return -1 if (one > other) == down else 1
