"""Fields and values that parameters are drawn from; most suit, some do not."""

from __future__ import annotations

import random
from typing import Any, Final

Json = dict[str, Any]

NUMBERS: Final = (
    "big", "qty", "small", "tiny", "price", "tax", "half", "twice", "ratio", "other_qty", "who.age", "qty", "price",
)  # fmt: skip
DATES: Final = ("placed", "placed", "day", "stamp", "fine")
RANGES: Final = ("ages", "spans", "rates", "window", "nets")
WORDS: Final = (
    "kind", "sku", "tags", "low", "cut", "note.raw", "other_name", "who.name", "attrs.color", "attrs", "label",
    "unset",
)  # fmt: skip
ANY: Final = (*NUMBERS, *DATES, *WORDS, "ok", "many", "host")
ODD: Final = (
    "nothing", "note", "words", "hidden", "blob", "vector", "items", "items.sku", "items.price", "place", *RANGES,
    "who",
    "_id", "_index", "_routing", "_seq_no", "_version", "_source", "_doc_count", "_ignored", "_tier", "loose",
    "items.parts.n",
    "_field_names", "_score", "_nested_path", "*", "pri*", "", " ", "kind.", "attrs.size.w", "attrs.none",
)  # fmt: skip
ZONES: Final = (
    "Europe/Berlin",
    "America/New_York",
    "+05:30",
    "-11:00",
    "Asia/Kathmandu",
    "UTC",
    "Z",
    "Australia/Lord_Howe",
    "CET",
    "+2",
)
DATE_FORMATS: Final = (
    "yyyy-MM-dd", "epoch_second", "epoch_millis", "dd.MM.uuuu HH:mm", "yyyy-MM||yyyy", "strict_date",
    "EEE, d MMM yyyy",
    "YYYY-'W'ww", "e", "xxxx-'W'ww-e", "basic_week_date", "iso8601", "strict_year_month", "yyyy-MM-dd'T'HH:mm:ssXXX",
    "hour_minute", "Q", "D", "a", "G yyyy", "QQQ", "w", "W", "u", "c", "B", "VV", "z", "O", "SSS", "n", "A",
)  # fmt: skip
NUMBER_FORMATS: Final = ("0.00", "#,##0.0", "000", "$0", "0.0%", "'n'0", "0E0", "#.##;(#)", "¤0", "0 items")
MISSING: Final = (
    0, 7, -3.5, "12", "x", "", True, "2024-05-05", "10.0.0.9", 1e300, "now/y", "now-1d/y", 1704067200000, "48,5",
    None, "1e2",
    [1], {"lat": 1, "lon": 2}, "true", " 5", "0x10", "NaN",
)  # fmt: skip
SCRIPTS: Final = (
    "_value * 2", "_value", "doc['qty'].size()", "doc['kind'].size() == 0 ? 'none' : doc['kind'].value",
    "_value + 'x'",
    {"source": "_value + params.n", "params": {"n": 3}}, "params.nope.x",
    "doc['nope'].value", {"id": "no_such"}, {"lang": "nolang", "source": "1"}, 5, "[1, 2]",
    "'a'",
    "doc['placed'].size() == 0 ? 0 : doc['placed'].value.getYear()",
)  # fmt: skip
QUERIES: Final = (
    {"match_all": {}}, {"term": {"ok": True}}, {"range": {"qty": {"gte": 3}}}, {"match": {"words": "apple"}},
    {"exists": {"field": "host"}}, {"terms": {"kind": ["book", "map"]}}, {"match_none": {}},
    {"nested": {"path": "items", "query": {"range": {"items.n": {"gte": 3}}}}}, {"prefix": {"sku": "s1"}},
    {"bool": {"must_not": [{"term": {"tags": "new"}}]}}, {"range": {"placed": {"gte": "2023-01-01"}}},
)  # fmt: skip
BAD_QUERIES: Final = (
    {}, {"nope": {}}, {"term": {}}, {"term": {"qty": "abc"}}, 5, [], None, {"range": {"placed": {"gte": "xx"}}},
    {"match_all": {}, "match_none": {}}, {"term": {"nothing": 1}}, {"match_all": {"x": 1}}, "x",
)  # fmt: skip


class Draw(random.Random):
    """What is drawn from."""

    def maybe(self, share: float = 0.5) -> bool:
        return self.random() < share

    def field(self, *usual: str) -> str:
        """Returns one of the usual fields, now and then any other."""
        return self.choice(usual) if self.maybe(0.9) else self.choice((*ANY, *ODD))

    def query(self) -> Any:
        return self.choice(QUERIES if self.maybe(0.93) else BAD_QUERIES)

    def some(self, always: Json, share: float = 0.25, **optional: Any) -> Json:
        """Returns parameters that are always there with some of the others; a tuple is drawn from."""
        made = dict(always)
        for name, values in optional.items():
            if self.maybe(share):
                made[name] = self.choice(values) if isinstance(values, tuple) else values
        return made

    def sourced(self, *usual: str, formats: tuple[str, ...] = NUMBER_FORMATS) -> Json:
        """Returns a field, a script or both, perhaps with what goes with it."""
        source: Json = {"field": self.field(*usual)}
        if self.maybe(0.06):
            source["script"] = self.choice(SCRIPTS)
            if self.maybe(0.5):
                del source["field"]
        return source | self.some({}, 0.12, missing=MISSING) | self.some({}, 0.08, format=(*formats, *DATE_FORMATS))
