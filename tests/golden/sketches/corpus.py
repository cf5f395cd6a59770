"""Documents with more values than sketches keep, and aggregations that sketch them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]

INDEX: Final = "sketches"
N: Final = 4_000
MAPPINGS: Final[Json] = {
    "properties": {
        "value": {"type": "double"},
        "whole": {"type": "integer"},
        "several": {"type": "integer"},
        "long": {"type": "long"},
        "group": {"type": "keyword"},
        "word": {"type": "keyword"},
        "host": {"type": "ip"},
        "day": {"type": "date"},
    }
}
_PERCENTS: Final = [0, 0.1, 1, 5, 12.5, 25, 50, 75, 90, 99, 99.99, 100]
_VALUES: Final = [-20, 0, 10, 33, 50, 77.5, 100, 299, 300, 500, 5000]


def documents() -> dict[str, Json]:
    """Returns the documents by id."""
    drawn = random.Random(20)
    return {
        str(i): {
            "value": drawn.gauss(50, 20),
            "whole": drawn.randint(0, 300),
            "several": [drawn.randint(0, 9999), drawn.randint(0, 9999)],
            "long": drawn.randint(-(10**15), 10**15),
            "group": drawn.choice("abc"),
            "word": f"w{drawn.randint(0, 20000)}" * drawn.randint(1, 4),
            "host": f"10.{drawn.randint(0, 40)}.{drawn.randint(0, 40)}.{drawn.randint(0, 9)}",
            "day": drawn.randint(0, 10**12),
        }
        for i in range(N)
    }


def aggregations() -> Iterator[Json]:
    """Yields what is asked."""
    for field in ("value", "whole", "several"):
        for compression in (0, 1, 10, 30, 100, 180, 400):
            method = {"tdigest": {"compression": compression}}
            yield {"percentiles": {"field": field, "percents": _PERCENTS, **method}}
            yield {"percentile_ranks": {"field": field, "values": _VALUES, **method}}
            if compression:
                yield {"median_absolute_deviation": {"field": field, "compression": compression}}
        method = {"tdigest": {"compression": 20}}
        figures = {"p": {"percentiles": {"field": field, "percents": _PERCENTS, **method}}}
        yield {"terms": {"field": "group", "order": {"p.50": "desc"}}, "aggs": figures}
    for field in ("value", "whole", "several", "long", "group", "word", "host", "day"):
        for threshold in (0, 1, 3, 5, 10, 50, 100, 500, 1000, 3000, 40000, None):
            cardinality = {"field": field} | ({} if threshold is None else {"precision_threshold": threshold})
            yield {"cardinality": cardinality}
        for threshold in (1, 100):
            figures = {"c": {"cardinality": {"field": field, "precision_threshold": threshold}}}
            yield {"terms": {"field": "group", "order": {"c": "asc"}}, "aggs": figures}
            yield {"histogram": {"field": "whole", "interval": 50}, "aggs": figures}
