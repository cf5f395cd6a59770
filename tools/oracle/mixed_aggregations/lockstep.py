"""Asks both servers and says what differs."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences
from tests.batteries.requests import shown

Json = dict[str, Any]
SUMS: Final = 1e-9
_PLACES: Final = re.compile(r"\[\d+:\d+\]")


def _chain(error: Any) -> Any:
    """Returns type and words of an error and of its causes."""
    if not isinstance(error, dict):
        return error
    found = {"type": error.get("type"), "reason": _shard_of(error.get("reason"))}
    if "caused_by" in error:
        found["cause"] = _chain(error["caused_by"])
    return found


def _shard_of(reason: Any) -> Any:
    """Returns words without what is of one server alone: its node, and the aggregations that it knows."""
    if not isinstance(reason, str):
        return reason
    if reason.startswith("Unknown aggregation type"):
        reason = reason.partition(" did you mean")[0]
    return re.sub(r"node_?id\[[^]]*]|\[[\w-]{22}]", "[..]", reason)


def told(status: int, answer: Json) -> Json:
    """Returns what is compared of an answer."""
    found: Json = {"status": status}
    error = answer.get("error") if isinstance(answer, dict) else answer
    if error is not None:
        roots = error.get("root_cause", []) if isinstance(error, dict) else []
        return found | {"error": _chain(error), "root": [_chain(root) for root in roots[:1]]}
    failures = answer.get("_shards", {}).get("failures", [])
    if failures:
        found["failed"] = sorted({json.dumps(_chain(failure["reason"]), sort_keys=True) for failure in failures})
    if "hits" in answer:
        found |= {"total": answer["hits"].get("total"), "hits": len(answer["hits"]["hits"])}
    return found | {"aggregations": shown(answer.get("aggregations"))}


def answer(server: Server, path: str, body: Json) -> Json:
    """Returns what a server says, also if it says nothing: Elasticsearch ends the connection on some faults."""
    try:
        return told(*server.call("POST", path, body))
    except OSError as gone:
        return {"status": 599, "error": repr(gone)}


class Lockstep:
    """What was asked so far.

    asked, alike: by type; statuses: alike in status and type of the error
    """

    def __init__(self, judge: Server, findling: Server) -> None:
        self._servers = (judge, findling)
        self._pool = ThreadPoolExecutor(2)
        self.asked: Counter[str] = Counter()
        self.alike: Counter[str] = Counter()
        self.unfair = 0
        self.found: dict[str, list[tuple[Any, list[str]]]] = defaultdict(list)

    def ask(self, name: Any, path: str, body: Json, kind: str) -> None:
        """Asks one search of both."""
        calls = [self._pool.submit(answer, server, path, body) for server in self._servers]
        theirs, ours = (call.result() for call in calls)
        self.asked[kind] += 1
        lines = list(differences(theirs, ours, SUMS))
        self.alike[kind] += not lines
        if lines:
            self.unfair += theirs["status"] >= 500
            self.found[signature(lines)].append(((name, path, body), lines))

    def report(self, most: int) -> str:
        """Returns what was found, for people: kinds of differences, the most frequent first."""
        lines = []
        for what, cases in sorted(self.found.items(), key=lambda entry: -len(entry[1])):
            lines.append(f"== {len(cases)} x {what}")
            for (name, path, body), apart in cases[:most]:
                lines += [f"{name} {path} {json.dumps(body)}", *(f"    {line[:600]}" for line in apart[:5])]
        for kind in sorted(self.asked):
            lines.append(f"{kind:26} {self.alike[kind]:5} of {self.asked[kind]:5}")
        lines.append(
            f"{self.asked.total()} asked, {self.alike.total()} alike; in {self.unfair} of the others the judge says 5xx"
        )
        return "\n".join(lines)


def signature(lines: list[str]) -> str:
    """Returns what is the same for differences of one kind."""
    first = _PLACES.sub("[..]", lines[0])
    return re.sub(r"\d+", "#", re.sub(r"\[[^]]*]", "[..]", first))[:160]
