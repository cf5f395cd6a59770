"""What changed between two states, and putting it into the first."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from findling.cluster.nats.differences import difference, patched

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("abc", max_size=2), VALUES, max_size=4)


@given(OBJECTS, OBJECTS)
def test_a_difference_leads_to_the_second(before: dict[str, Any], after: dict[str, Any]) -> None:
    changes = orjson.loads(orjson.dumps(difference(before, after)))
    kept = orjson.dumps(before)
    assert patched(before, changes) == after
    assert orjson.dumps(before) == kept


def test_only_what_changed_is_told() -> None:
    before: dict[str, Any] = {"indices": {"a": {"m": {"x": 1}, "s": 2}, "b": {"m": {}, "s": 1}}, "version": 1}
    after = {"indices": {"a": {"m": {"x": 1, "y": 2}, "s": 2}, "b": {"m": {}, "s": 1}}, "version": 2}
    changes = difference(before, after)
    assert changes == [(["indices", "a", "m", "y"], [2]), (["version"], [2])]
    assert patched(before, changes)["indices"]["b"] is before["indices"]["b"]
