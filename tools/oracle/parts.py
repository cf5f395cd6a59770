"""What random trials are made of: documents, simple queries, metrics and sort keys over the batteries' mapping."""

from typing import Any

from hypothesis import strategies as st

WORDS = ["river", "bear", "fox", "quick", "brown", "Stone", "dog", "honey", "über", "don't", "a-b", "1,000.5", "the"]
TAGS = ["alpha", "beta", "gamma", "delta", "alpine", "", "Beta", "ä"]
NUMBERS = [-5, -1, 0, 1, 2, 5, 11, 20, 37, 1000]
PRICES = [-1.5, 0.0, 0.25, 2.5, 7.75, 12.0, 99.5]
DAYS = ["2023-12-31", "2024-02-29", *(f"2024-0{month}-1{day}T0{day}:30:00Z" for month in (1, 2, 4) for day in (0, 8))]
HOSTS = ["10.0.0.1", "10.0.1.8", "10.0.2.90", "2001:db8::6", "::1"]
NAMES = ["u", "v", "w"]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def one_or_several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, st.lists(values, max_size=3, unique_by=str))


points = st.builds(
    lambda lat, lon: {"lat": lat, "lon": lon},
    st.integers(44_000, 56_000).map(lambda n: n / 1000),
    st.integers(4_000, 16_000).map(lambda n: n / 1000),
)
parts = st.fixed_dictionaries({"name": st.sampled_from(NAMES)}, optional={"n": st.sampled_from(NUMBERS), "note": texts})
documents = st.fixed_dictionaries(
    {},
    optional={
        "title": one_or_several(texts),
        "body": st.one_of(texts, st.lists(st.sampled_from(WORDS), min_size=30, max_size=60).map(" ".join)),
        "tag": st.one_of(one_or_several(st.sampled_from(TAGS)), st.none()),
        "n": one_or_several(st.sampled_from(NUMBERS)),
        "price": one_or_several(st.sampled_from(PRICES)),
        "day": one_or_several(st.sampled_from(DAYS)),
        "ok": st.booleans(),
        "host": one_or_several(st.sampled_from(HOSTS)),
        "place": st.one_of(points, st.lists(points, min_size=1, max_size=2)),
        "author": st.fixed_dictionaries({}, optional={"name": st.sampled_from(NAMES), "age": st.integers(20, 60)}),
        "span": st.builds(lambda low, size: {"gte": low, "lt": low + size}, st.integers(0, 9), st.integers(1, 9)),
        "parts": st.lists(parts, max_size=3),
    },
)


def _of(name: str, fields: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda field, value: {name: {field: value}}, st.sampled_from(fields), values)


_texts = ["title", "body"]
_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_ranges = st.fixed_dictionaries(
    {}, optional={end: st.sampled_from(NUMBERS) for end in ("gt", "gte", "lt", "lte")}
).filter(lambda ends: not {"gt", "gte"} <= set(ends) and not {"lt", "lte"} <= set(ends))
leaves: st.SearchStrategy[dict[str, Any]] = st.one_of(
    _of("match", _texts, _words),
    _of("match", _texts, st.builds(lambda words: {"query": words, "operator": "and"}, _words)),
    _of(
        "match_phrase", _texts, st.builds(lambda words, slop: {"query": words, "slop": slop}, _words, st.integers(0, 3))
    ),
    _of("match_bool_prefix", _texts, _words),
    _of("term", ["tag", "title.raw", "author.name"], st.sampled_from(TAGS + NAMES)),
    _of("term", ["n", "price", "author.age"], st.sampled_from(NUMBERS)),
    _of("terms", ["n", "price"], st.lists(st.sampled_from(NUMBERS), max_size=3)),
    _of("range", ["n", "price", "author.age"], _ranges),
    _of("range", ["day"], st.builds(lambda low: {"gte": low}, st.sampled_from(DAYS))),
    _of("prefix", ["tag", "title", "body"], st.sampled_from(["a", "al", "be", "r", "s"])),
    _of("wildcard", ["tag", "body"], st.sampled_from(["*a", "b?t*", "*", "?ox", "*e*"])),
    _of("regexp", ["tag", "body"], st.sampled_from(["a.*", "(fox|dog)", "[b-d].+", "~(fox)"])),
    _of("fuzzy", ["tag", "body"], st.sampled_from(["bera", "foz", "alpa", "rivre"])),
    st.sampled_from(["title", "tag", "n", "place", "parts", "span", "ok"]).map(lambda f: {"exists": {"field": f}}),
)

metrics = st.builds(
    lambda kind, field: {kind: {"field": field}},
    st.sampled_from(["min", "max", "sum", "avg", "stats", "value_count", "cardinality"]),
    st.sampled_from(["n", "price", "author.age"]),
)

sorts: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["_score", "_doc", "n", {"_score": "asc"}]),
    st.builds(
        lambda field, options: {field: options},
        st.sampled_from(["n", "price", "day", "ok", "tag", "title.raw", "host", "author.age"]),
        st.fixed_dictionaries(
            {"order": st.sampled_from(["asc", "desc"])},
            optional={"missing": st.sampled_from(["_first", "_last"]), "mode": st.sampled_from(["min", "max"])},
        ),
    ),
    st.just({"nothing_here": {"unmapped_type": "long"}}),
    st.just({"_geo_distance": {"place": {"lat": 50, "lon": 9}, "order": "asc", "unit": "km"}}),
    st.just({"parts.n": {"order": "desc", "mode": "max", "nested": {"path": "parts"}}}),
)
