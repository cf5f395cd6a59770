"""What a user sees of the server, in real processes: start, memory, price of a request, bulk indexing."""

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.connection import message
from benchmarks.corpus import MAPPING, SAMPLE, Corpus
from benchmarks.findling_engine import INDEX
from benchmarks.server_process import ServerProcess, index_files

_STARTS = 7
_WARM_UP = 200
_CALLS = 2_000
_SETTLE_S = 2.0


@dataclass(frozen=True)
class ServerFigures:
    """Figures of `findling serve` and `findling index`.

    first_answer: seconds from the typed command to an answer, without data; first_search: to a search's in the index
    idle, idle_with_index: bytes of resident memory, at rest; after_search: after the index has answered many searches
    http_us: median wall time of a one-term search with ten sources; one client, connection kept alive
    indexing_per_s: documents per second of wall time by `findling index`, by kind of ids; with the server's peak
    """

    first_answer_s: float
    first_search_s: float
    idle_bytes: int
    idle_with_index_bytes: int
    after_search_bytes: int
    http_us: float
    indexing_per_s: dict[str, float]
    indexing_peak_bytes: int


def measure_server(corpus: Corpus, n_docs: int, folder: Path, empty: Path, body: dict[str, Any]) -> ServerFigures:
    """Measures all figures; folder has the data of an index of the corpus, in `empty` data may be written."""
    path, payload = f"/{INDEX}/_search", json.dumps(body).encode()
    empty.mkdir()
    starts = [_first_answer(empty / "none") for _ in range(_STARTS)]
    searches = [_first_answer(folder, path, payload) for _ in range(_STARTS)]
    with ServerProcess(empty / "none") as server:
        time.sleep(_SETTLE_S)
        idle = server.resident_bytes
    with ServerProcess(folder, f"/{INDEX}/_count") as server:
        time.sleep(_SETTLE_S)
        opened = server.resident_bytes
        http_us = _median_us(server, message("POST", path, payload))
        searched = server.resident_bytes
    rates, peak = _index(corpus, n_docs, empty)
    medians = (statistics.median(starts), statistics.median(searches))
    return ServerFigures(*medians, idle, opened, searched, http_us, rates, peak)


def _first_answer(data: Path, path: str = "/", body: bytes | None = None) -> float:
    with ServerProcess(data, path, body) as server:
        return server.first_answer_s


def _median_us(server: ServerProcess, request: bytes) -> float:
    times = []
    with server.connect() as connection:
        for _ in range(_WARM_UP):
            connection.exchange(request)
        for _ in range(_CALLS):
            started = time.perf_counter_ns()
            connection.exchange(request)
            times.append((time.perf_counter_ns() - started) / 1_000)
    return statistics.median(times)


def _index(corpus: Corpus, n_docs: int, empty: Path) -> tuple[dict[str, float], int]:
    """Indexes the corpus by the command, into an index with its mapping; not if it is made of copies."""
    if corpus.copies > 1:
        return {}, 0
    path = _file_of(corpus, empty)
    rates, peaks = {}, []
    for kind, flags in (("generated ids", ()), ("ids given", ("--id-field", "id"))):
        with ServerProcess(empty / kind) as server, server.connect() as connection:
            connection.request("PUT", f"/{INDEX}", json.dumps({"mappings": MAPPING}).encode())
            seconds = index_files(server.url, INDEX, [path], *flags)
            count = json.loads(connection.request("GET", f"/{INDEX}/_count"))["count"]
            if count != n_docs:
                raise RuntimeError(f"findling index: {count} of {n_docs} documents")
            rates[kind] = n_docs / seconds
            peaks.append(server.peak_bytes)
    return rates, max(peaks)


def _file_of(corpus: Corpus, empty: Path) -> Path:
    """Returns a file of the corpus's documents: its own unless that has other or more documents."""
    if corpus.limit is None and corpus.path != SAMPLE:
        return corpus.path
    path = empty / "documents.jsonl"
    with path.open("wb") as file:
        file.writelines(line + b"\n" for line in corpus.lines())
    return path
