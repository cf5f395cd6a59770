"""What the parameters of random aggregations are drawn from, right values and wrong ones."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]


class Wrong:
    """A value that is refused, or that is odd beside others."""

    def __init__(self, value: Any) -> None:
        self.value = value


W = Wrong
OMITTED: Final = object()


KEYS: Final = ("tag", "one", "n", "i", "price", "day", "ok", "host", "flat.k", "alias", "twice", "year", "body", "fine")
ODD_FIELDS: Final = (
    "nothing",
    "title",
    "place",
    "span",
    "hidden",
    "parts.name",
    "parts",
    "flat",
    "_id",
    "_index",
    "half",
)
NUMBERS: Final = ("n", "i", "price", "half", "twice")
DATES: Final = ("day", "year", "fine", "day", "days")
ODD_VALUES: Final = (
    None,
    -1,
    0,
    "x",
    "",
    {},
    [],
    True,
    1.5,
    1e20,
    "5",
    ["a", 1],
    {"x": 1},
    "2024-01-01",
    10**12,
    [None],
    "true",
)
FORMATS: Final = (
    "000.0",
    W("yyyy-MM"),
    W("epoch_millis"),
    "#,##0.00",
    W("dd/MM/yyyy||epoch_second"),
    W("nonsense"),
    W(""),
)
ZONES: Final = ("Europe/Berlin", "America/New_York", "+05:30", "-03:00", "UTC", W("Nowhere/There"), 2)
ORDERS: Final = (
    {"_count": "asc"},
    {"_key": "desc"},
    {"_key": "asc"},
    {"_count": "desc"},
    [{"_count": "desc"}, {"_key": "desc"}],
    [{"_count": "asc"}, {"_key": "desc"}],
    {"m": "asc"},
    {"m": "desc"},
    {"m.value": "desc"},
    {"s.max": "asc"},
    {"s.avg": "desc"},
    {"f>m": "desc"},
    {"f": "desc"},
    {"f._count": "asc"},
    {"f>_count": "asc"},
    {"f>s.sum": "desc"},
    [{"m": "asc"}, {"_key": "desc"}],
    {"_count": "ASC"},
    {"p.50": "desc"},
    {"p[50]": "asc"},
    {"_term": "asc"},
    W([]),
    W({"nope": "asc"}),
    W({"s": "asc"}),
    W({"s.nope": "desc"}),
    W({"_count": "up"}),
    W("_count"),
    W({}),
    W(["_count"]),
    W({"_count": "asc", "_key": "desc"}),
    W({"t": "asc"}),
    W({"p": "asc"}),
    W({"f>nope": "desc"}),
    W({"m>x": "asc"}),
    W({"h>m": "asc"}),
    W({"m.nope": "asc"}),
)
FIGURES: Final[Json] = {
    "m": {"avg": {"field": "price"}},
    "s": {"stats": {"field": "n"}},
    "f": {
        "filter": {"range": {"n": {"gte": 5}}},
        "aggs": {"m": {"max": {"field": "n"}}, "s": {"stats": {"field": "i"}}},
    },
    "p": {"percentiles": {"field": "i", "percents": [50, 90]}},
    "t": {"terms": {"field": "one", "size": 2}},
    "h": {"histogram": {"field": "n", "interval": 20}, "aggs": {"m": {"max": {"field": "n"}}}},
}
QUERIES: Final = (
    {"match": {"body": "bear"}},
    {"term": {"ok": True}},
    {"range": {"n": {"gte": 3}}},
    {"match_all": {}},
    {"match_none": {}},
    {"terms": {"tag": ["alpha", "beta"]}},
    {"exists": {"field": "host"}},
)
OTHERS: Final = ("field", "missing", "format", "size", "keyed", "script", "min_doc_count", "order", "value_type")
