"""`fields`: values of all kinds of fields, what is not mapped, and what cannot be shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.search_case import SearchCase


def shown(case: SearchCase, *fields: Any, id_: str = "1") -> dict[str, Any]:
    body = {"query": {"ids": {"values": [id_]}}, "fields": list(fields), "_source": False}
    result: dict[str, Any] = case.search(body)["hits"]["hits"][0].get("fields", {})
    return result


def one(path: Path, properties: Mapping[str, Any], document: Mapping[str, Any]) -> SearchCase:
    case = SearchCase(path, properties)
    case.add({"1": document})
    return case


def test_intervals_keep_the_names_of_their_bounds(tmp_path: Path) -> None:
    properties = {
        "ints": {"type": "integer_range"},
        "days": {"type": "date_range", "format": "yyyy-MM-dd||epoch_millis"},
        "nets": {"type": "ip_range"},
        "parts": {"type": "float_range"},
    }
    document = {
        "ints": [{"gte": "3", "lt": 9}, {"gt": 1, "lte": None}],
        "days": {"gte": "2024-02-01"},
        "nets": ["10.0.0.0/8", {"gte": "10.0.0.1", "lte": "10.0.0.9"}],
        "parts": {"gte": 1.5},
    }
    case = one(tmp_path, properties, document)
    assert shown(case, "*") == {
        "ints": [{"gte": 3, "lt": 9}, {"gt": 1, "lte": None}],
        "days": [{"gte": "2024-02-01"}],
        "nets": document["nets"],
        "parts": [{"gte": 1.5}],
    }
    assert shown(case, {"field": "days", "format": "dd.MM.yyyy"}) == {"days": [{"gte": "01.02.2024"}]}
    case.shard.close()


def test_flattened_fields_are_shown_whole_or_by_key(tmp_path: Path) -> None:
    case = one(tmp_path, {"labels": {"type": "flattened"}}, {"labels": {"a": {"b": ["x", "y"]}, "n": 7}})
    assert shown(case, "labels") == shown(case, "lab*") == {"labels": [{"a": {"b": ["x", "y"]}, "n": 7}]}
    assert shown(case, {"field": "*", "include_unmapped": True}) == shown(case, "labels")
    assert shown(case, "labels.a.b", "labels.n") == {"labels.a.b": ["x", "y"], "labels.n": [7]}
    assert shown(case, "labels.z", "labels.a*") == {}
    assert [case.ids({"exists": {"field": name}}) for name in ("labels", "labels.a.b", "labels.a", "labels.z")] == [
        {"1"},
        {"1"},
        set(),
        set(),
    ]
    case.shard.close()


def test_names_with_dots_and_objects_are_the_same_path(tmp_path: Path) -> None:
    properties = {
        "o": {
            "properties": {"k": {"type": "keyword"}, "n": {"type": "nested", "properties": {"w": {"type": "keyword"}}}}
        }
    }
    document = {"o": {"k": "a", "n": [{"w": "x"}]}, "o.k": "b", "o.n": {"w": "y"}}
    case = one(tmp_path, properties, document)
    assert shown(case, "o.k", "o.n.w") == {"o.k": ["a", "b"], "o.n": [{"w": ["x"]}, {"w": ["y"]}]}
    case.shard.close()


PARTLY_MAPPED: dict[str, Any] = {
    "known": {"type": "keyword"},
    "number": {"type": "integer", "ignore_malformed": True},
    "off": {"type": "object", "enabled": False},
    "people": {
        "type": "nested",
        "properties": {"name": {"type": "keyword"}, "extra": {"type": "object", "enabled": False}},
    },
    "bare": {"type": "nested", "properties": {"off": {"type": "object", "enabled": False}}},
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "*",
            {
                "known": ["k"],
                "off": [1, 2, "loose"],
                "off.a.b": [True],
                "people": [{"name": ["ann"], "extra.city": ["rome"]}, {"name": ["bob"]}],
                "bare": [{"off.id": [5]}],
            },
        ),
        ("off.*", {"off.a.b": [True]}),
        ("off", {"off": [1, 2, "loose"]}),
        ("people.ex*", {"people": [{"extra.city": ["rome"]}]}),
        ("none*", {}),
    ],
)
def test_what_is_not_mapped_is_shown_if_asked_for(tmp_path: Path, pattern: str, expected: dict[str, Any]) -> None:
    document = {
        "known": "k",
        "number": "many",
        "off": ["loose", None, {"a": {"b": True}}, [1, 2]],
        "people": [{"name": "ann", "extra": {"city": "rome"}}, {"name": "bob"}],
        "bare": {"off": {"id": 5}},
    }
    case = one(tmp_path, PARTLY_MAPPED, document)
    assert shown(case, {"field": pattern, "include_unmapped": True}) == expected
    assert "off" not in shown(case, pattern)
    case.shard.close()


def test_metadata_fields_are_shown_by_name(tmp_path: Path) -> None:
    case = one(tmp_path, {"n": {"type": "integer", "ignore_malformed": True}}, {"n": "x"})
    assert shown(case, "_id", "_index", "_ignored", "_routing") == {
        "_id": ["1"],
        "_index": ["test"],
        "_ignored": ["n"],
    }
    assert shown(case, "_*") == {}
    for name in ("_source", "_seq_no"):
        with pytest.raises(FindlingError, match=rf"error fetching \[{name}\]: Cannot fetch values for internal field"):
            shown(case, name)
    case.shard.close()


def test_formats_that_a_field_has_not(tmp_path: Path) -> None:
    case = one(tmp_path, {"word": {"type": "keyword"}}, {"word": "a"})
    for field, matched in (("word", ""), ("wo*", r" which matched \[wo\*\]")):
        with pytest.raises(
            FindlingError, match=rf"error fetching \[word\]{matched}: Field \[word\] of type \[keyword\]"
        ):
            shown(case, {"field": field, "format": "yyyy"})
    case.shard.close()


def test_intervals_of_days_in_columns_are_formatted(tmp_path: Path) -> None:
    case = one(tmp_path, {"days": {"type": "date_range"}}, {"days": [{"gte": "2024-02-01", "lt": "2024-02-02"}]})
    body = {"docvalue_fields": [{"field": "days", "format": "yyyy/MM/dd HH:mm"}]}
    assert case.search(body)["hits"]["hits"][0]["fields"] == {
        "days": [{"gte": "2024/02/01 00:00", "lte": "2024/02/01 23:59"}]
    }
    case.shard.close()


def test_what_is_too_long_for_a_field_is_not_shown(tmp_path: Path) -> None:
    properties = {"word": {"type": "keyword", "ignore_above": 4}, "labels": {"type": "flattened", "ignore_above": 4}}
    case = SearchCase(tmp_path, properties)
    documents = {
        "1": {"word": ["long one", "one"], "labels": {"a": ["long one", "one"], "b": "long one", "c": [1, "two"]}},
        "2": {"word": "long one", "labels": {"b": {"d": "long one"}}},
    }
    case.add(documents)
    assert shown(case, "*") == {"word": ["one"], "labels": [{"a": "one", "c": [1, "two"]}]}
    body = {"query": {"ids": {"values": ["2"]}}, "fields": ["*"]}
    second = case.search(body)["hits"]["hits"][0]
    assert "fields" not in second
    assert second["ignored_field_values"] == {"word": ["long one"], "labels": [{"b": {"d": "long one"}}]}
    case.shard.close()


def test_bytes_are_shown_from_columns(tmp_path: Path) -> None:
    properties = {"kept": {"type": "binary", "doc_values": True}, "bare": {"type": "binary"}}
    case = one(tmp_path, properties, {"kept": "aGVsbG8=", "bare": "aGVsbG8="})
    assert case.search({"docvalue_fields": ["kept"]})["hits"]["hits"][0]["fields"] == {"kept": ["aGVsbG8="]}
    assert shown(case, "kept", "bare") == {"kept": ["aGVsbG8="], "bare": ["aGVsbG8="]}
    with pytest.raises(FindlingError, match="fielddata is unsupported"):
        case.search({"docvalue_fields": ["bare"]})
    case.shard.close()
