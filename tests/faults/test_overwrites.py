"""Documents that are only ever overwritten: whoever reads meanwhile, in whatever way, sees every one of them."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

DOCUMENTS = 500
BATCH = 25
SETTINGS = {
    "index": {"number_of_shards": 2, "refresh_interval": "10ms", "translog": {"flush_threshold_size": "20kb"}},
}


def by_count(api: Api) -> int:
    return int(api.get("/things/_count").body["count"])


def by_search(api: Api) -> int:
    body = {"size": DOCUMENTS + 1, "track_total_hits": True, "query": {"exists": {"field": "v"}}}
    hits = api.post("/things/_search", body).body["hits"]
    ids = {hit["_id"] for hit in hits["hits"]}
    assert hits["total"]["value"] == len(hits["hits"]) == len(ids)
    return len(ids)


def by_aggregation(api: Api) -> int:
    body = {"size": 0, "aggs": {"n": {"value_count": {"field": "v"}}}}
    return int(api.post("/things/_search", body).body["aggregations"]["n"]["value"])


def by_scroll(api: Api) -> int:
    answer = api.post("/things/_search?scroll=1m", {"size": 200}).body
    seen: set[str] = set()
    while answer["hits"]["hits"]:
        seen.update(hit["_id"] for hit in answer["hits"]["hits"])
        answer = api.post("/_search/scroll", {"scroll_id": answer["_scroll_id"], "scroll": "1m"}).body
    api.delete("/_search/scroll", {"scroll_id": answer["_scroll_id"]})
    return len(seen)


def by_point_in_time(api: Api) -> int:
    pit = api.post("/things/_pit?keep_alive=1m").body["id"]
    page = {"size": 200, "pit": {"id": pit}, "sort": ["_shard_doc"]}
    seen: set[str] = set()
    while hits := api.post("/_search", page).body["hits"]["hits"]:
        seen.update(hit["_id"] for hit in hits)
        page = {**page, "search_after": hits[-1]["sort"]}
    api.delete("/_pit", {"id": pit})
    return len(seen)


READS = (by_count, by_search, by_aggregation, by_scroll, by_point_in_time)


class Overwriting:
    """Writers that overwrite all documents again and again, and readers until they have done so."""

    def __init__(self, api: Api, overwrites: int, seed: int) -> None:
        self._api = api
        self._left = overwrites
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._seed = seed
        self.faults: list[str] = []
        self.reads = 0

    def run(self) -> None:
        writers = [threading.Thread(target=self._guard, args=(self._write, n)) for n in range(3)]
        readers = [threading.Thread(target=self._guard, args=(self._read, n)) for n in range(3)]
        for thread in (*writers, *readers):
            thread.start()
        for thread in writers:
            thread.join()
        self._done.set()
        for thread in readers:
            thread.join()

    def _guard(self, work: Callable[[random.Random], None], number: int) -> None:
        try:
            work(random.Random(self._seed * 100 + number))
        except BaseException as error:
            self.faults.append(repr(error))

    def _write(self, chance: random.Random) -> None:
        while True:
            with self._lock:
                if self._left <= 0 or self.faults:
                    return
                self._left -= BATCH
            changes = {str(chance.randrange(DOCUMENTS)): {"v": chance.randrange(1 << 30)} for _ in range(BATCH)}
            assert not self._api.post("/_bulk", bulk_lines("things", changes)).body["errors"]

    def _read(self, chance: random.Random) -> None:
        while not self._done.is_set():
            read = chance.choice(READS)
            found = read(self._api)
            self.reads += 1
            if found != DOCUMENTS:
                self.faults.append(f"{read.__name__} saw {found} of {DOCUMENTS} documents")


def overwrite(path: Path, overwrites: int, seed: int) -> Overwriting:
    with Node(NodeConfig(data=path, sync=False)) as node:
        api = Api(node)
        assert api.put("/things", {"settings": SETTINGS}).status == 200
        first = {str(number): {"v": number} for number in range(DOCUMENTS)}
        assert not api.post("/_bulk?refresh=true", bulk_lines("things", first)).body["errors"]
        overwriting = Overwriting(api, overwrites, seed)
        overwriting.run()
        api.post("/things/_refresh")
        assert [read(api) for read in READS] == [DOCUMENTS] * len(READS)
    return overwriting


def test_two_thousand_overwrites(tmp_path: Path) -> None:
    overwriting = overwrite(tmp_path / "data", 2_000, seed=1)
    assert overwriting.faults == []
    assert overwriting.reads > 0


@pytest.mark.slow
def test_a_hundred_thousand_overwrites(tmp_path: Path) -> None:
    overwriting = overwrite(tmp_path / "data", 100_000, seed=2)
    assert overwriting.faults == []
    assert overwriting.reads > 1000
