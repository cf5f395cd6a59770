"""The registry of typed settings."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.base.settings import (
    Setting,
    SettingsRegistry,
    duration,
    flatten,
    integer,
    one_of,
    parse_bool,
    parse_float,
    parse_list,
    parse_size,
    parse_text,
    unflatten,
)


@pytest.fixture
def registry() -> SettingsRegistry:
    made = SettingsRegistry("index")
    made.register(
        [
            Setting("index.shards", integer(1, 10), "1"),
            Setting("index.on", parse_bool, "true"),
            Setting("index.every", duration(0), "1s"),
            Setting("index.family.*", parse_text),
            Setting("index.kind", one_of("a", "b", error="no kind {value} for {key}"), None),
        ]
    )
    return made


def test_flatten_and_back() -> None:
    nested = {"index": {"shards": 3, "on": True, "list": [1, "x"], "none": None}, "a.b": 1.5}
    flat = flatten(nested)
    assert flat == {"index.shards": "3", "index.on": "true", "index.list": ["1", "x"], "index.none": None, "a.b": "1.5"}
    assert unflatten({"a.b.c": "1", "a.d": "2"}) == {"a": {"b": {"c": "1"}, "d": "2"}}


def test_a_key_that_is_also_a_prefix_stays_dotted() -> None:
    assert unflatten({"index.knn": "true", "index.knn.space": "l2"}) == {"index": {"knn": "true", "knn.space": "l2"}}


def test_values_and_defaults(registry: SettingsRegistry) -> None:
    assert registry.get({}, "index.shards") == 1
    assert registry.get({"index.shards": "4"}, "index.shards") == 4
    assert registry.get({}, "index.every") == 1000
    assert registry.get({}, "index.kind") is None
    assert registry.defaults({"index.on": "false"}) == {"index.shards": "1", "index.every": "1s"}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"index.shards": "0"}, "Failed to parse value [0] for setting [index.shards] must be >= 1"),
        ({"index.shards": "11"}, "Failed to parse value [11] for setting [index.shards] must be <= 10"),
        ({"index.shards": "x"}, "Failed to parse value [x] for setting [index.shards]"),
        ({"index.on": "yes"}, "Failed to parse value [yes] as only [true] or [false] are allowed."),
        ({"index.kind": "c"}, "no kind c for index.kind"),
        ({"index.every": "-1"}, "failed to parse value [-1] for setting [index.every], must be >= [0]"),
        ({"index.shard": "1"}, "unknown setting [index.shard] did you mean [index.shards]?"),
        (
            {"index.zebra.stripes": "1"},
            "unknown setting [index.zebra.stripes] please check that any required plugins are installed, or check the "
            "breaking changes documentation for removed settings",
        ),
    ],
)
def test_refused(registry: SettingsRegistry, settings: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        registry.validate(settings)
    assert caught.value.reason == reason


def test_families_and_resets_are_accepted(registry: SettingsRegistry) -> None:
    registry.validate({"index.family.anything.at.all": "x", "index.shards": None, "index.zz*": None})


def test_other_parsers() -> None:
    assert parse_list("k", "a, b,,c") == ["a", "b", "c"]
    assert parse_list("k", ["a", 1]) == ["a", "1"]
    assert parse_float("k", "1.5") == 1.5
    assert parse_size("k", "10%") == -100
    assert parse_size("k", "1kb") == 1024
    with pytest.raises(IllegalArgumentError):
        parse_float("k", "x")
    with pytest.raises(IllegalArgumentError, match="must be >= \\[100ms\\]"):
        duration(100)("k", "5ms")
