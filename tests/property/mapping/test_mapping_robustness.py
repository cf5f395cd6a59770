"""Whatever JSON comes in, mappings and documents give results or Elasticsearch's errors, never anything else."""

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import FindlingError
from findling.mapping.field_type import registered_types
from findling.mapping.mapping import Mapping
from findling.mapping.value_range import ValueRange

ANALYSIS = AnalysisRegistry.from_settings({})

WORDS = [
    *("type", "properties", "fields", "dynamic", "enabled", "index", "doc_values", "null_value", "format", "copy_to"),
    *("path", "nested", "object", "alias", "true", "false", "strict", "analyzer", "ignore_above", "dynamic_templates"),
    *("match", "mapping", "match_mapping_type", "_source", "_routing", "required", "meta", "locale", "a", "b", "a.b"),
]
names = st.sampled_from([*WORDS, *registered_types()]) | st.text(max_size=3)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | names
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=12
)
fields = st.fixed_dictionaries(
    {"type": st.sampled_from(registered_types())},
    optional={"fields": json_values, "null_value": scalars, "meta": json_values},
)
definitions = st.dictionaries(names, json_values, max_size=3) | st.fixed_dictionaries(
    {"properties": st.dictionaries(names, json_values | fields, max_size=4)}
)
documents = st.dictionaries(names, json_values, max_size=4)
TYPES = sorted(set(registered_types()) - {"token_count", "knn_vector"})
REQUIRED: dict[str, dict[str, Any]] = {
    "aggregate_metric_double": {"metrics": ["min", "max"], "default_metric": "max"},
    "scaled_float": {"scaling_factor": 10},
    "semantic_text": {"inference_id": "model"},
}
ALL_TYPES = Mapping.from_json(
    {"properties": {name: {"type": name, **REQUIRED.get(name, {})} for name in TYPES}}, ANALYSIS
)


@settings(max_examples=200, deadline=None)
@given(definitions)
def test_definitions(definition: dict[str, Any]) -> None:
    """A definition that is accepted prints as one that is accepted and prints the same."""
    try:
        mapping = Mapping.from_json(definition, ANALYSIS)
    except FindlingError:
        return
    printed = mapping.to_json()
    assert Mapping.from_json(printed, ANALYSIS).to_json() == printed
    assert mapping.merge(printed).to_json() == printed


@settings(max_examples=200, deadline=None)
@given(definitions, definitions)
def test_merging(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Merging twice is merging once."""
    try:
        merged = Mapping.from_json(first, ANALYSIS).merge(second)
    except FindlingError:
        return
    assert merged.merge(second).to_json() == merged.to_json()


@settings(max_examples=200, deadline=None)
@given(st.lists(documents, max_size=4))
def test_new_fields(sources: list[dict[str, Any]]) -> None:
    """Once the update of a batch is merged it needs no other, and every document is in or has an error."""
    mapping = Mapping.from_json({}, ANALYSIS)
    ids = [str(number) for number in range(len(sources))]
    for _ in range(len(sources) + 1):
        batch = mapping.parse_batch(ids, sources)
        if batch.mapping_update is None:
            break
        mapping = mapping.merge(batch.mapping_update, adding=True)
    assert batch.mapping_update is None
    for number in range(len(sources)):
        assert (batch.roots[number] < 0) == (number in batch.errors)
    assert Mapping.from_json(mapping.to_json(), ANALYSIS).to_json() == mapping.to_json()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TYPES), st.lists(json_values, min_size=1, max_size=4))
def test_any_value_in_any_field(name: str, values: list[Any]) -> None:
    batch = ALL_TYPES.parse_batch([str(number) for number in range(len(values))], [{name: value} for value in values])
    if batch.mapping_update is None:
        assert batch.n_docs + len(batch.errors) == len(values)
        for column in batch.columns.values():
            assert len(column.docs) == len(column.values)
            assert (column.docs[1:] >= column.docs[:-1]).all()
            assert column.docs.max(initial=0) < batch.n_docs


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TYPES), json_values, json_values)
def test_any_value_in_any_query(name: str, value: Any, other: Any) -> None:
    field = ALL_TYPES.field(name)
    assert field is not None
    for ask in (
        lambda: field.type.index_term(value),
        lambda: field.type.column_value(value),
        lambda: field.type.term_bounds(value),
        lambda: field.type.column_range(ValueRange(gte=value, lt=other, now_ms=0)),
        lambda: field.type.column_range(ValueRange(gt=value, lte=other, now_ms=0)),
    ):
        with contextlib.suppress(FindlingError):
            ask()
