"""Requests of a shop that goes on for ever: documents come, change and go, and are searched in every way meanwhile."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from tests.soak.samples import cpu_seconds

DOCUMENTS: Final = 20_000
"""So many ids there are; writes go round among them, so that the index does not grow."""
_WORDS: Final = [f"{a}{b}" for a in ("tele", "micro", "super", "inter", "trans") for b in
                 ("phone", "scope", "net", "mat", "port", "form", "line", "graph", "vision", "meter")]  # fmt: skip
_STEP_S: Final = 0.5
_JSON: Final = {"content-type": "application/json"}


class Load(threading.Thread):
    """Sends requests, and waits so long between them that the server takes a share of one core.

    Answers other than those expected are kept in `faults`, latencies of requests in `took` until they are taken away.
    """

    def __init__(self, address: str, pid: int, seed: int, share: float) -> None:
        super().__init__(daemon=True)
        self._pid, self._share = pid, share
        self._rng = random.Random(seed)
        self._pause_s = 0.002
        self._connection = http.client.HTTPConnection(address, timeout=60)
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._took: list[tuple[str, float]] = []
        self.faults: list[str] = []
        self.sent = 0
        kinds: list[tuple[int, Callable[[], None]]] = [
            (10, self._bulk), (6, self._update), (4, self._delete), (30, self._search), (15, self._aggregate),
            (8, self._get), (4, self._scroll), (4, self._point_in_time), (1, self._by_query), (4, self._asynchronous),
            (2, self._statistics), (2, self._suggest),
        ]  # fmt: skip
        self._kinds = [kind for weight, kind in kinds for _ in range(weight)]

    def taken(self) -> list[tuple[str, float]]:
        """Returns kinds and latencies, in seconds, since it was last asked."""
        with self._lock:
            found, self._took = self._took, []
        return found

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        began, used = time.monotonic(), cpu_seconds(self._pid)
        while not self._stopped.is_set():
            self._rng.choice(self._kinds)()
            now = time.monotonic()
            if now - began > _STEP_S:
                share = (cpu_seconds(self._pid) - used) / (now - began)
                self._pause_s = min(max(self._pause_s * (share / self._share) ** 0.5, 0.0001), 0.2)
                began, used = now, cpu_seconds(self._pid)
            time.sleep(self._pause_s)

    def _send(self, kind: str, method: str, path: str, body: Any = None, allowed: tuple[int, ...] = (200,)) -> Any:
        lines = isinstance(body, list)
        raw = None if body is None else "".join(json.dumps(line) + "\n" for line in body) if lines else json.dumps(body)
        started = time.monotonic()
        self._connection.request(method, path, raw, {"content-type": "application/x-ndjson"} if lines else _JSON)
        answer = self._connection.getresponse()
        read = answer.read()
        with self._lock:
            self._took.append((kind, time.monotonic() - started))
        self.sent += 1
        if answer.status not in allowed and answer.status != 429:
            self.faults.append(f"{method} {path} {str(raw)[:500]}: {answer.status} {read[:500]!r}")
        return json.loads(read) if read.startswith(b"{") else {}

    def prepare(self) -> None:
        """Makes the index and its documents."""
        properties = {"title": {"type": "text"}, "kind": {"type": "keyword"}, "price": {"type": "double"},
                      "day": {"type": "date"}, "v": {"type": "dense_vector", "dims": 8}}  # fmt: skip
        # the log of operations is part of what is on disk: it is to be short, so that the disk tells of segments
        settings = {"index.translog.flush_threshold_size": "2mb"}
        self._send("prepare", "PUT", "/shop", {"settings": settings, "mappings": {"properties": properties}})
        for start in range(0, DOCUMENTS, 1_000):
            self._send("prepare", "POST", "/shop/_bulk", self._lines(range(start, start + 1_000)))

    def _lines(self, ids: Any) -> list[Any]:
        return [line for id_ in ids for line in ({"index": {"_id": str(id_)}}, self._document())]

    def _document(self) -> dict[str, Any]:
        rng = self._rng
        return {
            "title": " ".join(rng.choices(_WORDS, k=12)),
            "kind": rng.choice(_WORDS[:10]),
            "price": round(rng.random() * 1_000, 2),
            "day": f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
            "v": [round(rng.random(), 3) for _ in range(8)],
        }

    def _id(self) -> str:
        return str(self._rng.randrange(DOCUMENTS))

    def _query(self) -> dict[str, Any]:
        rng, words = self._rng, " ".join(self._rng.choices(_WORDS, k=2))
        queries: list[dict[str, Any]] = [
            {"match": {"title": words}},
            {"match_phrase": {"title": words}},
            {
                "bool": {
                    "must": {"match": {"title": words}},
                    "filter": {"range": {"price": {"gte": rng.random() * 900}}},
                }
            },
            {"prefix": {"title": words[:3]}},
            {"fuzzy": {"title": words.split()[0]}},
            {"term": {"kind": rng.choice(_WORDS[:10])}},
            {"function_score": {"query": {"match": {"title": words}}, "field_value_factor": {"field": "price"}}},
            {"script_score": {"query": {"match": {"title": words}}, "script": {"source": "doc['price'].value"}}},
        ]
        return rng.choice(queries)

    def _bulk(self) -> None:
        self._send("bulk", "POST", "/shop/_bulk", self._lines(self._id() for _ in range(50)))

    def _update(self) -> None:
        body = {"doc": {"price": self._rng.random()}, "doc_as_upsert": True}
        self._send("update", "POST", f"/shop/_update/{self._id()}", body, (200, 201, 409))

    def _delete(self) -> None:
        self._send("delete", "DELETE", f"/shop/_doc/{self._id()}", None, (200, 404))

    def _get(self) -> None:
        self._send("get", "GET", f"/shop/_doc/{self._id()}", None, (200, 404))

    def _search(self) -> None:
        body: dict[str, Any] = {"query": self._query(), "highlight": {"fields": {"title": {}}}}
        if self._rng.random() < 0.2:
            body = {"knn": {"field": "v", "query_vector": [self._rng.random() for _ in range(8)], "k": 10,
                            "num_candidates": 50}}  # fmt: skip
        if self._rng.random() < 0.3:
            body["sort"] = [{"price": "desc"}, {"day": "asc"}]
        self._send("search", "POST", "/shop/_search", body)

    def _aggregate(self) -> None:
        aggs = {"kinds": {"terms": {"field": "kind"}, "aggs": {"p": {"percentiles": {"field": "price"}}}},
                "months": {"date_histogram": {"field": "day", "calendar_interval": "month"}},
                "c": {"cardinality": {"field": "price"}}}  # fmt: skip
        self._send("aggregate", "POST", "/shop/_search", {"size": 0, "query": self._query(), "aggs": aggs})

    def _scroll(self) -> None:
        page = self._send("scroll", "POST", "/shop/_search?scroll=1m", {"size": 100, "query": self._query()})
        for _ in range(2):
            page = self._send("scroll", "POST", "/_search/scroll", {"scroll_id": page["_scroll_id"], "scroll": "1m"})
        self._send("scroll", "DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]})

    def _point_in_time(self) -> None:
        pit = self._send("pit", "POST", "/shop/_pit?keep_alive=1m")["id"]
        body = {"size": 50, "pit": {"id": pit}, "sort": [{"price": "asc"}], "query": self._query()}
        self._send("pit", "POST", "/_search", body)
        self._send("pit", "DELETE", "/_pit", {"id": pit})

    def _by_query(self) -> None:
        start = self._rng.random() * 990
        body: dict[str, Any] = {"query": {"range": {"price": {"gte": start, "lt": start + 2}}}}
        if self._rng.random() < 0.5:
            self._send("by_query", "POST", "/shop/_delete_by_query?conflicts=proceed", body)
        else:
            body["script"] = {"source": "ctx._source.price += 1"}
            self._send("by_query", "POST", "/shop/_update_by_query?conflicts=proceed", body)

    def _asynchronous(self) -> None:
        body = {"query": self._query(), "aggs": {"k": {"terms": {"field": "kind"}}}}
        path = "/shop/_async_search?keep_on_completion=true&wait_for_completion_timeout=1s"
        made = self._send("async", "POST", path, body)
        if "id" in made:
            self._send("async", "GET", f"/_async_search/{made['id']}")
            self._send("async", "DELETE", f"/_async_search/{made['id']}")

    def _statistics(self) -> None:
        self._send("statistics", "GET", "/_nodes/stats")
        self._send("statistics", "GET", "/shop/_stats")

    def _suggest(self) -> None:
        body = {"suggest": {"s": {"text": "telefone", "term": {"field": "title"}}}}
        self._send("suggest", "POST", "/shop/_search", body)
