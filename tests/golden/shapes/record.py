"""Records which documents OpenSearch finds: python -m tests.golden.shapes.record OPENSEARCH_URL [SEED]."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from tests.golden.searches.record import ask
from tests.golden.shapes.random_shapes import Shapes

HERE: Final = Path(__file__).parent
INDEX: Final = "shapes-recorded"
SEED: Final = 11
DOCUMENTS: Final = 120
QUERIES: Final = 300
MAPPINGS: Final = {"properties": {"g": {"type": "geo_shape"}}}


def cases(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Returns documents and queries."""
    shapes = Shapes(seed)
    return [shapes.document() for _ in range(DOCUMENTS)], [shapes.query() for _ in range(QUERIES)]


def main() -> None:
    url, *rest = sys.argv[1:]
    seed = int(rest[0]) if rest else SEED
    documents, queries = cases(seed)
    ask(url, "DELETE", f"/{INDEX}", None)
    ask(url, "PUT", f"/{INDEX}", {"mappings": MAPPINGS})
    lines = [f'{{"index":{{"_id":"{number}"}}}}\n{json.dumps(document)}\n' for number, document in enumerate(documents)]
    status, answer = ask(url, "POST", f"/{INDEX}/_bulk?refresh=true", "".join(lines))
    assert status == 200, answer
    assert not answer["errors"], answer
    found = []
    for query in queries:
        status, answer = ask(url, "POST", f"/{INDEX}/_search", {"query": query, "size": DOCUMENTS, "_source": False})
        assert status == 200, answer
        found.append(sorted(int(hit["_id"]) for hit in answer["hits"]["hits"]))
    ask(url, "DELETE", f"/{INDEX}", None)
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in found)
    (HERE / "recorded.json").write_text(f'{{"judge": "OpenSearch", "seed": {seed}, "found": [\n{rows}\n]}}\n')
    print(f"{len(found)} queries, {sum(map(len, found))} hits")


if __name__ == "__main__":
    main()
