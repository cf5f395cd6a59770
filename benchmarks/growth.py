"""How time and memory grow with the documents: a run next to an earlier one of a smaller corpus."""

import json
from pathlib import Path
from typing import Any

from benchmarks.engine import FINDLING
from benchmarks.queries import BenchmarkQuery
from benchmarks.result import Growth, Run, geometric_mean

# below, the price of the request hides that of the documents
_LONG_US = 300.0


def earlier_result(folder: Path, corpus: str) -> dict[str, Any] | None:
    """Returns the newest result of a corpus in a folder, None if there is none."""
    found = sorted(folder.glob(f"????-??-??-{corpus}.json"))
    return json.loads(found[-1].read_text()) if found else None


def growth(run: Run, smaller: dict[str, Any]) -> Growth | None:
    """Compares the queries that both runs have; None if there are none or a server was not measured."""
    times = run.n_docs / smaller["n_docs"]
    before = {_key(row["query"]): row["findling"]["cpu_min_us"] for row in smaller["rows"]}
    now = {_key(vars(row.query)): row.findling.cpu_min_us for row in run.rows}
    common = before.keys() & now.keys()
    if not common or run.server is None or smaller["server"] is None:
        return None
    grown = {key: now[key] / before[key] / times for key in common}
    return Growth(
        smaller=smaller["corpus"],
        times_documents=times,
        queries=len(common),
        time=geometric_mean(grown.values()),
        worst=max((value for key, value in grown.items() if before[key] >= _LONG_US), default=max(grown.values())),
        memory=run.server.after_search_bytes / smaller["server"]["after_search_bytes"] / times,
        peak=run.indexing[FINDLING].peak_bytes / smaller["indexing"][FINDLING]["peak_bytes"] / times,
    )


def _key(query: dict[str, Any]) -> BenchmarkQuery:
    return BenchmarkQuery(0, query["kind"], query["mode"], tuple(query["words"]), query["aggregation"])
