"""Random work on a node in this process: bulks, refreshes, flushes, merges, records, indices made, resized, deleted."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from tools.torture.model import NOTHING, RECORDS, Documents, Indices, Step
from tools.torture.records import KINDS, Records

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api

Tell = Callable[[str, Step], None]
"""Called with "start" before a step and "done" once it is acknowledged."""
_IDS = 300
_MOST_INDICES = 4
_MERGES = {"index.merge.policy.segments_per_tier": 2, "index.merge.policy.floor_segment": "1b"}
SETTINGS = {"index.refresh_interval": "20ms", "index.translog.flush_threshold_size": "30kb", **_MERGES}


class RefusedError(Exception):
    """An answer that is no success."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text[:600])
        self.status = answer.status


def open_node(data: Path, sync: bool = True, background: bool = True) -> Node:
    """Returns a started node."""
    return Node(NodeConfig(data=data, sync=sync, background=background, threads=2)).start()


class Workload:
    """Does steps on a node that holds nothing; `indices` is what has been acknowledged, to be set if there is more.

    durability: of the indices it makes
    """

    def __init__(self, node: Node, seed: int, tell: Tell, durability: str = "request") -> None:
        self.api = Api(node)
        self.indices = NOTHING
        self._records = Records(self.api)
        self._chance = random.Random(seed)
        self._tell = tell
        self._durability = durability
        self._number = seed * 1000

    def run(self, steps: int | None = None) -> None:
        """Does so many steps, or goes on for ever."""
        while steps is None or steps > 0:
            self.do(self.next_step())
            steps = None if steps is None else steps - 1

    def do(self, step: Step) -> None:
        """Does one step. Raises RefusedError; then it is in doubt."""
        self._tell("start", step)
        getattr(self, f"_{step.kind}")(step)
        self.indices = step.applied(self.indices)
        self._tell("done", step)

    def next_step(self) -> Step:
        """Returns what to do next."""
        self._number += 1
        names = sorted(self.indices.keys() - {RECORDS})
        if not names:
            return Step("create", f"i{self._number}")
        name = self._chance.choice(names)
        draw = self._chance.random()
        if draw < 0.5:
            return Step("bulk", name, self._changes())
        if draw < 0.62:
            return Step("record", RECORDS, self._record_change())
        if draw < 0.84:
            return Step(self._chance.choice(["refresh", "flush", "merge"]), name)
        if len(names) < _MOST_INDICES:
            if draw < 0.9:
                return Step("create", f"i{self._number}")
            documents: dict[str, int | None] = {**self.indices[name]}
            how = self._chance.choice(["clone", "split", "shrink"])
            return Step("resize", f"i{self._number}", documents, source=name, how=how)
        return Step("delete", name)

    def _changes(self) -> dict[str, int | None]:
        ids = {f"d{self._chance.randrange(_IDS)}" for _ in range(self._chance.randrange(1, 60))}
        return {i: None if self._chance.random() < 0.15 else self._chance.randrange(1 << 30) for i in sorted(ids)}

    def _record_change(self) -> dict[str, int | None]:
        there = sorted(self.indices[RECORDS])
        if there and self._chance.random() < 0.3:
            return {self._chance.choice(there): None}
        kind = self._chance.choice(KINDS)
        # a result of a search is never replaced: each has an id of its own
        name = f"r{self._number}" if kind == "async" else f"r{self._chance.randrange(4)}"
        return {f"{kind}/{name}": self._chance.randrange(1, 50)}

    def _record(self, step: Step) -> None:
        ((key, value),) = step.changes.items()
        answer = self._records.write(key, value)
        if answer.status >= 300:
            raise RefusedError(answer)

    def _create(self, step: Step) -> None:
        shards = self._chance.choice([1, 2])
        settings = {"index.number_of_shards": shards, "index.translog.durability": self._durability, **SETTINGS}
        self._call("PUT", f"/{step.index}", {"settings": settings})

    def _delete(self, step: Step) -> None:
        self._call("DELETE", f"/{step.index}")

    def _bulk(self, step: Step) -> None:
        lines: list[Any] = []
        for doc_id, value in step.changes.items():
            lines += [{"delete": {"_id": doc_id}}] if value is None else [{"index": {"_id": doc_id}}, {"v": value}]
        body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        answer = self._call("POST", f"/{step.index}/_bulk", body.decode())
        for item in answer.body["items"]:
            ((kind, outcome),) = item.items()
            if outcome["status"] not in ((200, 201) if kind == "index" else (200, 404)):
                raise RefusedError(Answer(outcome["status"], [], orjson.dumps(outcome)))

    def _refresh(self, step: Step) -> None:
        self._call("POST", f"/{step.index}/_refresh")

    def _flush(self, step: Step) -> None:
        self._call("POST", f"/{step.index}/_flush")

    def _merge(self, step: Step) -> None:
        self._call("POST", f"/{step.index}/_forcemerge?max_num_segments=1")

    def _resize(self, step: Step) -> None:
        shards = int(self._call("GET", f"/{step.source}/_settings?flat_settings").body[step.source]["settings"][
            "index.number_of_shards"
        ])  # fmt: skip
        how = "clone" if step.how == "shrink" and shards == 1 else step.how
        wanted = {"clone": shards, "split": 2 * shards, "shrink": 1}[how]
        self._call("PUT", f"/{step.source}/_settings", {"index.blocks.write": True})
        settings = {"index.number_of_shards": wanted, "index.blocks.write": None}
        self._call("POST", f"/{step.source}/_{how}/{step.index}", {"settings": settings})
        self._call("PUT", f"/{step.source}/_settings", {"index.blocks.write": None})

    def _call(self, method: str, target: str, body: Any = None) -> Answer:
        answer = self.api.call(method, target, body)
        if answer.status >= 300:
            raise RefusedError(answer)
        return answer


def found_in(api: Api) -> Indices:
    """Returns all documents of all indices and all records; lifts the blocks that a resize cut short may have left."""
    found: Indices = {RECORDS: Records(api).all()}
    for name in api.get("/_cat/indices?format=json&h=index").body:
        index = name["index"]
        api.put(f"/{index}/_settings", {"index.blocks.write": None})
        api.post(f"/{index}/_refresh")
        found[index] = _documents(api, index)
    return found


def _documents(api: Api, index: str) -> Documents:
    answer = api.post(f"/{index}/_search", {"size": 10_000})
    if answer.status != 200 or answer.body["_shards"]["failed"]:
        raise RefusedError(answer)
    hits = answer.body["hits"]["hits"]
    documents = {hit["_id"]: hit["_source"]["v"] for hit in hits}
    count = api.get(f"/{index}/_count").body["count"]
    if not count == len(hits) == len(documents):
        raise AssertionError(f"{index}: {len(hits)} hits, {len(documents)} ids, count {count}")
    return documents


def state_faults(node: Node) -> list[str]:
    """Returns what is wrong with a node that has just started, besides documents."""
    wrong = [f"directory of no index {name}" for name in node.strangers]
    known = {index.uuid for index in node.cluster.state.indices.values()}
    wrong += [f"directory {path.name} was left" for path in node.data.indices.iterdir() if path.name not in known]
    if Api(node).get("/_cluster/health").body["status"] == "red":
        wrong.append("health is red")
    return wrong
