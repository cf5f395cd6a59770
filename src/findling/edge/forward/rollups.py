"""One document a minute out of the many that a device sends: made of the local index when the minute is over.

Made anew after a crash they have the same ids, so none is there twice. An event that comes later than the delay is in
the local index, but not in the sums.
"""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError, IndexNotFoundError
from findling.codec.durable_files import write_durably
from findling.edge.forward.frames import Frame, packed
from findling.edge.forward.outbox import Outbox
from findling.edge.forward.rules import SUMMARISED, Rule, Rules
from findling.node.search.search import SearchCall, search
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

logger = logging.getLogger("findling.edge")

MINUTE_MS: Final = 60_000
DELAY_MS: Final = 10_000
"""How long after a minute its sums are made."""
_PAGE: Final = 500
_MOST_MINUTES: Final = 1_440
_OWN: Final = "edge."
_COUNTERS: Final = ("n", "boot")
_NUMERIC: Final = frozenset(
    {"long", "integer", "short", "byte", "double", "float", "half_float", "scaled_float", "unsigned_long"}
)


class Rollups:
    """Makes the documents of the minutes that are over. state_file: which were done"""

    def __init__(self, node: Node, edge: str, outbox: Outbox, state_file: Path) -> None:
        self._node = node
        self._edge = edge
        self._outbox = outbox
        self._file = state_file
        self._done: dict[str, int] = orjson.loads(state_file.read_bytes()) if state_file.exists() else {}

    def roll(self, rules: Rules) -> int:
        """Makes what is due. Returns how many documents that were."""
        end = (self._node.clock.now_ms() - DELAY_MS) // MINUTE_MS
        made = 0
        for index in dict.fromkeys(rule.index for rule in rules.rules if rule.forward == SUMMARISED):
            rule = next(rule for rule in rules.rules if rule.index == index and rule.forward == SUMMARISED)
            begin = max(self._done.get(index, end - 1), end - _MOST_MINUTES)
            for minute in range(begin, end):
                made += self._roll_minute(rule, minute)
            if self._done.get(index) != end:
                self._done[index] = end
                write_durably(self._file, orjson.dumps(self._done))
        return made

    def _roll_minute(self, rule: Rule, minute: int) -> int:
        documents = list(self._documents(rule, minute))
        for start in range(0, len(documents), _PAGE):
            part = documents[start : start + _PAGE]
            frame = packed(Frame(rule.index, "", part, rule.priority))
            self._outbox.append(rule.priority, frame, len(part), f"{rule.index}-m{minute}-{start}")
        return len(documents)

    def _documents(self, rule: Rule, minute: int) -> Iterator[tuple[str, bytes]]:
        fields = self._numbers(rule.index)
        sums = {name: {"stats": {"field": name}} for name in fields}
        sources = [{part: {"terms": {"field": f"{_OWN}{part}"}}} for part in ("device", "topic")]
        span = {"gte": minute * MINUTE_MS, "lt": (minute + 1) * MINUTE_MS, "format": "epoch_millis"}
        after: dict[str, Any] = {}
        while True:
            composite = {"size": _PAGE, "sources": sources, **after}
            body = {
                "size": 0,
                "query": {"range": {"@timestamp": span}},
                "aggs": {"all": {"composite": composite, "aggs": sums}},
            }
            try:
                found = search(self._node, SearchCall(rule.index, body))["aggregations"]["all"]
            except IndexNotFoundError:
                return
            for bucket in found["buckets"]:
                yield self._document(minute, bucket, fields)
            if "after_key" not in found:
                return
            after = {"after": found["after_key"]}

    def _document(self, minute: int, bucket: dict[str, Any], fields: list[str]) -> tuple[str, bytes]:
        device, topic = bucket["key"]["device"], bucket["key"]["topic"]
        sums = {
            name: {part: bucket[name][part] for part in ("min", "max", "avg", "sum")} | {"count": bucket[name]["count"]}
            for name in fields
            if bucket[name]["count"]
        }
        source = {
            "@timestamp": iso_time(minute * MINUTE_MS),
            "edge": {"node": self._edge, "device": device, "topic": topic, "summary_of": bucket["doc_count"]},
            "summary": sums,
        }
        return f"{device}.{topic}.m{minute}", orjson.dumps(source)

    def _numbers(self, index: str) -> list[str]:
        """Returns the numeric fields of the events, those that devices send."""
        stream = self._node.cluster.state.streams.get(index)
        if stream is None:
            return []
        mapping = self._node.cluster.state.indices[stream.write_index].mapping
        found = _numeric(mapping.get("properties", {}), "")
        return [name for name in found if not name.startswith(_OWN) and name not in _COUNTERS]


def _numeric(properties: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, said in properties.items():
        if said.get("type") in _NUMERIC:
            yield above + name
        yield from _numeric(said.get("properties", {}), f"{above}{name}.")


def roll_quietly(rollups: Rollups, rules: Rules) -> None:
    """Makes what is due; what goes wrong is tried again next time."""
    try:
        rollups.roll(rules)
    except FindlingError as error:
        logger.warning("summaries cannot be made now reason=%s", error.reason)
