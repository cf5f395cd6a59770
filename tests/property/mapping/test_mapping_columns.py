"""The columnar paths of document parsing against value-by-value parsing, on random documents."""

import datetime as dt
import math
import string
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.mapping.dates import date_formatter
from findling.mapping.field_type import FieldType
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import ParsedBatch
from findling.mapping.synthetic_values import IGNORED
from findling.mapping.tree import FieldNode
from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.mapping.value_range import ValueRange

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "fields": {"raw": {"type": "keyword", "ignore_above": 4}}},
    "keyword": {"type": "keyword", "null_value": "none"},
    "long": {"type": "long"},
    "byte": {"type": "byte"},
    "unsigned_long": {"type": "unsigned_long"},
    "double": {"type": "double", "null_value": 1.5},
    "float": {"type": "float"},
    "half_float": {"type": "half_float"},
    "scaled_float": {"type": "scaled_float", "scaling_factor": 100},
    "boolean": {"type": "boolean"},
    "date": {"type": "date"},
    "date_nanos": {"type": "date_nanos"},
    "ip": {"type": "ip", "ignore_malformed": True},
    "geo_point": {"type": "geo_point"},
}


ANALYSIS = AnalysisRegistry.from_settings({})

MAPPING = Mapping.from_json(
    {
        "dynamic": False,
        "properties": {
            **TYPES,
            "o": {"properties": TYPES},
            "n": {"type": "nested", "properties": {**TYPES, "m": {"type": "nested", "properties": TYPES}}},
        },
    },
    ANALYSIS,
)

dates = st.datetimes(dt.datetime(1600, 1, 1), dt.datetime(2200, 1, 1)).map(dt.datetime.isoformat) | st.dates().map(
    dt.date.isoformat
)
numbers = st.integers(-200, 200) | st.integers() | st.floats(-1000, 1000, width=16) | st.floats()
scalars = (
    st.text(string.ascii_letters + "äß😀", max_size=6)
    | numbers
    | numbers.map(str)
    | st.booleans()
    | st.none()
    | dates
    | st.ip_addresses().map(str)
    | st.sampled_from(["true", "", "2020", "1e3", " 7 ", "41.5,2", "drm3"])
    | st.fixed_dictionaries({"lat": st.floats(-91, 91), "lon": st.floats(-180, 180)})
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
homogeneous: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=6),
    "keyword": st.text(max_size=6),
    "long": st.integers(-(2**63), 2**63 - 1),
    "byte": st.integers(-128, 127),
    "unsigned_long": st.integers(0, 2**64 - 1),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000),
    "half_float": st.floats(-60000, 60000),
    "scaled_float": st.floats(-1e6, 1e6),
    "boolean": st.booleans(),
    "date": dates,
    "date_nanos": dates,
    "ip": st.ip_addresses().map(str),
    "geo_point": st.fixed_dictionaries({"lat": st.floats(-90, 90), "lon": st.floats(-180, 180)}),
}
flat = st.one_of(
    st.fixed_dictionaries({}, optional=dict.fromkeys(TYPES, values)),
    st.fixed_dictionaries({}, optional=homogeneous),
)
DOCUMENT = st.fixed_dictionaries(
    {},
    optional={
        **homogeneous,
        "o": flat | st.lists(flat, max_size=2),
        "n": st.lists(
            st.builds(lambda base, inner: {**base, "m": inner}, flat, st.lists(flat, max_size=2)), max_size=2
        ),
    },
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document of MAPPING; composite, because Hypothesis prints a long strategy for every failed draw."""
    return draw(DOCUMENT)


def one_by_one(field_type: FieldType, raw: list[Any]) -> list[Any] | None:
    """The values of one document, converted singly; None if one of them is refused."""
    kept = []
    for value in raw:
        value = field_type.null_value if value is None else value
        if value is None:
            continue
        try:
            parsed = field_type.parse_value(value)
        except (IllegalArgumentError, XContentParseError):
            if not field_type.get("ignore_malformed"):
                return None
            continue
        if parsed is not IGNORED and parsed is not None:
            kept.append(parsed)
    return kept


def flattened(value: Any) -> list[Any]:
    return [leaf for entry in value for leaf in flattened(entry)] if isinstance(value, list) else [value]


def listed(batch: ParsedBatch, field: str) -> list[list[Any]]:
    """The values of a field per document."""
    result: list[list[Any]] = [[] for _ in range(batch.n_docs)]
    column = batch.columns.get(field)
    if column is not None:
        stored = column.values if isinstance(column.values, list) else column.values.tolist()
        for doc, value in zip(column.docs.tolist(), stored, strict=True):
            result[doc].append(value)
    return result


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([name for name in TYPES if name != "geo_point"]), st.lists(values | st.none(), max_size=6))
def test_a_column_is_its_values_one_by_one(name: str, column: list[Any]) -> None:
    node = MAPPING.root.children[name]
    assert isinstance(node, FieldNode)
    sources = [{name: value} for value in column]
    batch = MAPPING.parse_batch([str(i) for i in range(len(sources))], sources)
    for field_type in (node.type, *node.fields.values()):
        expected = [one_by_one(field_type, flattened(value)) for value in column]
        actual = listed(batch, field_type.name)
        for number, values_of_one in enumerate(expected):
            doc = int(batch.roots[number])
            if doc >= 0:
                assert actual[doc] == values_of_one
            else:
                assert number in batch.errors


@settings(max_examples=100, deadline=None)
@given(st.lists(documents(), max_size=5))
def test_a_batch_is_its_documents_one_by_one(sources: list[dict[str, Any]]) -> None:
    """Together or alone, documents give the same docs, values and errors."""
    ids = [str(number) for number in range(len(sources))]
    together = MAPPING.parse_batch(ids, sources)
    fields = [field.name for field in MAPPING.fields()] + ["_nested_path", "_ignored"]
    per_doc = {field: listed(together, field) for field in fields}
    first = 0
    for number, source in enumerate(sources):
        alone = MAPPING.parse_batch([str(number)], [source])
        if 0 in alone.errors:
            assert together.errors[number].reason == alone.errors[0].reason
            assert together.roots[number] == -1
            continue
        assert together.roots[number] == first + alone.n_docs - 1
        for field in fields:
            assert per_doc[field][first : first + alone.n_docs] == listed(alone, field), field
        first += alone.n_docs
    assert together.n_docs == first


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30)), min_size=1, max_size=8),
    st.sampled_from(["auto", "seconds", "minutes", "milliseconds", "microseconds"]),
    st.sampled_from(["", "Z", "+01:00", "-0730"]),
)
def test_dates_are_pythons(moments: list[dt.datetime], timespec: str, zone: str) -> None:
    formatter = date_formatter("strict_date_optional_time||epoch_millis")
    texts = [moment.isoformat(timespec=timespec) + zone for moment in moments]
    offset = {"": 0, "Z": 0, "+01:00": 3600, "-0730": -27_000}[zone]
    expected = []
    for text in texts:
        naive = dt.datetime.fromisoformat(text[: len(text) - len(zone)] if zone else text)
        micros = (naive - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1) - offset * 1_000_000
        expected.append(micros // 1000)
    assert [formatter.parse_millis(text) for text in texts] == expected
    column = formatter.parse_column(texts)
    assert column is not None
    assert column.tolist() == expected
    assert [formatter.parse_millis(formatter.format(value)) for value in expected] == expected


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1))
def test_points_come_back_within_the_quantum(points: list[tuple[float, float]]) -> None:
    lat, lon = np.array(points, dtype=np.float64).T
    back_lat, back_lon = decode_points(encode_points(lat, lon))
    assert np.abs(back_lat - lat).max() <= 180 / 2**32
    assert np.abs(back_lon - lon).max() <= 360 / 2**32
    again = encode_points(back_lat, back_lon)
    assert (again == encode_points(lat, lon)).all()


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.sampled_from(["long", "byte", "float", "scaled_float"]))
def test_ranges_hold_exactly_the_values_between(low: float, high: float, name: str) -> None:
    """A range's column bounds contain a document's column value exactly if the rounded value lies between."""
    node = MAPPING.root.children[name]
    assert isinstance(node, FieldNode)
    bounds = node.type.column_range(ValueRange(gte=low, lte=high))
    for value in (low, high, (low + high) / 2, 0, 1, -1.5):
        try:
            column_value = node.type.parse_value(value)
        except (IllegalArgumentError, XContentParseError):
            continue
        shown = node.type.from_column(column_value)
        if name == "float":
            low, high = float(np.float32(low)), float(np.float32(high))
        if name == "scaled_float" and (
            math.isclose(shown, low, rel_tol=1e-9) or math.isclose(shown, high, rel_tol=1e-9)
        ):
            continue
        assert (bounds[0] <= column_value <= bounds[1]) == (low <= shown <= high)
