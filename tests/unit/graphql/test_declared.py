"""Declared schemas beside the blog: all fields of a mapping, objects in documents, and what mappings must have."""

from typing import Any

import pytest

from tests.reference.api import Api

MAPPINGS: dict[str, Any] = {
    "properties": {
        "full_name": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
        "born": {"type": "integer"},
        "secret": {"properties": {"pin": {"type": "keyword"}}},
        "address": {"properties": {"city_name": {"type": "keyword"}}},
        "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
        "tags": {"type": "keyword", "meta": {"graphql": "list"}},
    }
}
DECLARED: dict[str, Any] = {
    "types": {"Person": {"index": "people", "hidden": ["secret"]}},
    "queries": {
        "people": {"type": "Person", "sort": "born", "descending": True, "limit": 2},
        "person": {"type": "Person", "by": "fullName"},
    },
    "mutations": {
        "enter": {
            "type": "Person",
            "action": "create",
            "required": ["fullName"],
            "optional": ["addressCityName", "tags", "secretPin"],
        },
        "leave": {"type": "Person", "action": "delete"},
    },
}


def put(api: Api) -> None:
    assert api.put("/people", {"mappings": MAPPINGS}).status == 200
    for number, name in enumerate(("Ada L", "Konrad Z", "Grace H")):
        body = {"full_name": name, "born": 1900 + number, "secret": {"pin": "1"}, "address": [{"city_name": "B"}]}
        assert api.put(f"/people/_doc/{number}?refresh=true", body).status == 201
    answer = api.put("/_graphql/schema", DECLARED)
    assert answer.status == 200, answer.text


def ask(api: Api, query: str, headers: dict[str, str] | None = None) -> Any:
    return api.call("POST", "/_graphql/declared", {"query": query}, headers).body


def test_all_fields_of_a_mapping_by_names_in_camel_case(api: Api) -> None:
    put(api)
    fields = ask(api, '{__type(name: "Person") {fields {name}}}')["data"]["__type"]["fields"]
    assert {one["name"] for one in fields} == {"id", "fullName", "born", "addressCityName", "partsName", "tags"}
    found = ask(api, '{person(fullName: "Ada L") {id addressCityName tags}}')
    assert found == {"data": {"person": {"id": "0", "addressCityName": "B", "tags": None}}}
    assert ask(api, '{person(fullName: "Ada") {id}}') == {"data": {"person": None}}


def test_lists_have_a_limit_and_an_order(api: Api) -> None:
    put(api)
    assert ask(api, "{people {born}}")["data"] == {"people": [{"born": 1902}, {"born": 1901}]}
    assert len(ask(api, "{people(first: 9) {born}}")["data"]["people"]) == 3
    assert ask(api, "{people(first: -1) {born}}")["errors"][0]["extensions"]["status"] == 400
    assert ask(api, "{people(first: 1000000) {born}}")["errors"][0]["extensions"]["status"] == 400


def test_writes_into_objects(api: Api) -> None:
    put(api)
    written = ask(
        api,
        'mutation {enter(fullName: "E", addressCityName: "C", tags: ["a"], secretPin: "7") {id addressCityName tags}}',
    )
    person = written["data"]["enter"]
    assert (person["addressCityName"], person["tags"]) == ("C", ["a"])
    source = api.get(f"/people/_doc/{person['id']}").body["_source"]
    assert source == {"full_name": "E", "address": {"city_name": "C"}, "tags": ["a"], "secret": {"pin": "7"}}
    assert ask(api, "mutation {leave(id: 9) {id}}") == {"data": {"leave": None}}
    assert api.get("/_graphql/declared?query=mutation%7Bleave(id:0)%7Bid%7D%7D").status == 405


@pytest.mark.parametrize(
    ("kind", "name", "value", "place"),
    [
        ("types", "Other", {"index": "others"}, "types.Other.index"),
        ("types", "Person", {"index": "people", "fields": {"age": {}}}, "types.Person.fields.age"),
        ("types", "Person", {"index": "people", "hidden": ["pasword"]}, "types.Person.hidden: pasword"),
        ("queries", "person", {"type": "Person", "by": "age"}, "queries.person.by"),
        ("queries", "person", {"type": "Person", "by": "partsName"}, "queries.person.by"),
        ("queries", "people", {"type": "Person", "sort": "age"}, "queries.people.sort"),
        ("mutations", "enter", {"type": "Person", "action": "create", "required": ["age"]}, "mutations.enter: age"),
    ],
)
def test_what_mappings_do_not_have(api: Api, kind: str, name: str, value: Any, place: str) -> None:
    api.put("/people", {"mappings": MAPPINGS})
    answer = api.put("/_graphql/schema", {**DECLARED, kind: {**DECLARED[kind], name: value}})
    assert answer.status == 400
    assert answer.body["error"]["reason"].startswith(f"[{place}] is not there")
