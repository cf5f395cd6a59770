"""Policies to enrich documents, and what the processor makes of them."""

from typing import Any

from tests.reference.api import Api


def _policy(api: Api, name: str, kind: str, **members: Any) -> None:
    assert api.put(f"/_enrich/policy/{name}", {kind: members}).body == {"acknowledged": True}


def _enriched(api: Api, processor: dict[str, Any], *sources: dict[str, Any]) -> list[Any]:
    body = {"pipeline": {"processors": [{"enrich": processor}]}, "docs": [{"_source": source} for source in sources]}
    docs = api.post("/_ingest/pipeline/_simulate", body).body["docs"]
    return [entry["doc"]["_source"] if "doc" in entry else entry["error"]["reason"] for entry in docs]


def test_documents_get_fields_of_others(api: Api) -> None:
    api.put("/users/_doc/1", {"mail": "a@x.org", "name": "Ann", "zip": 1})
    api.put("/users/_doc/2?refresh=true", {"mail": "b@x.org", "name": "Bob"})
    _policy(api, "users", "match", indices="users", match_field="mail", enrich_fields=["name"])
    enrich = {"policy_name": "users", "field": "who", "target_field": "user"}
    missing = api.put("/_ingest/pipeline/p", {"processors": [{"enrich": enrich}]}).error[2]
    assert missing.endswith("no enrich index exists for policy with name [users]")
    assert api.put("/_enrich/policy/users/_execute").body == {"status": {"phase": "COMPLETE"}}
    ann, bob = {"mail": "a@x.org", "name": "Ann"}, {"mail": "b@x.org", "name": "Bob"}
    assert _enriched(api, enrich, {"who": "a@x.org"}, {"who": "z"}, {"who": None}, {}) == [
        {"who": "a@x.org", "user": ann},
        {"who": "z"},
        {"who": None},
        "field [who] not present as part of path [who]",
    ]
    several = {**enrich, "max_matches": 2, "override": False}
    both = ["a@x.org", "b@x.org"]
    assert _enriched(api, several, {"who": both}, {"who": "a@x.org", "user": 1}) == [
        {"who": both, "user": [ann, bob]},
        {"who": "a@x.org", "user": 1},
    ]
    api.put("/_ingest/pipeline/p", {"processors": [{"enrich": enrich}]})
    api.put("/store/_doc/1?pipeline=p", {"who": "b@x.org"})
    assert api.get("/store/_source/1").body["user"] == bob


def test_a_policy_is_carried_out_anew_and_kept_while_it_is_used(api: Api) -> None:
    api.put("/users/_doc/1?refresh=true", {"mail": "a", "name": "Ann"})
    _policy(api, "u", "match", indices=["users"], match_field="mail", enrich_fields=["name"])
    api.put("/_enrich/policy/u/_execute")
    api.put("/users/_doc/1?refresh=true", {"mail": "a", "name": "Eve"})
    enrich = {"policy_name": "u", "field": "m", "target_field": "t"}
    assert _enriched(api, enrich, {"m": "a"})[0]["t"]["name"] == "Ann"
    api.put("/_enrich/policy/u/_execute")
    assert _enriched(api, enrich, {"m": "a"})[0]["t"]["name"] == "Eve"
    api.put("/_ingest/pipeline/p", {"processors": [{"foreach": {"field": "x", "processor": {"enrich": enrich}}}]})
    reason = "Could not delete policy [u] because a pipeline is referencing it [p]"
    assert api.delete("/_enrich/policy/u").error[2] == reason
    api.delete("/_ingest/pipeline/p")
    assert api.delete("/_enrich/policy/u").body == {"acknowledged": True}
    assert api.get("/_enrich/policy").body == {"policies": []}
    assert api.get("/_cat/indices/.enrich*?format=json&expand_wildcards=all").body == []


def test_ranges_and_places(api: Api) -> None:
    fields = {"net": {"type": "ip_range"}, "area": {"type": "geo_shape"}, "name": {"type": "keyword"}}
    api.put("/places", {"mappings": {"properties": fields}})
    area = {"type": "envelope", "coordinates": [[13, 53], [14, 52]]}
    api.put("/places/_doc/1?refresh=true", {"net": "10.100.0.0/16", "area": area, "name": "HQ"})
    _policy(api, "nets", "range", indices="places", match_field="net", enrich_fields=["name"])
    _policy(api, "areas", "geo_match", indices="places", match_field="area", enrich_fields=["name"])
    for name in ("nets", "areas"):
        api.put(f"/_enrich/policy/{name}/_execute")
    nets = {"policy_name": "nets", "field": "ip", "target_field": "at"}
    found = _enriched(api, nets, {"ip": "10.100.1.1"}, {"ip": "10.9.9.9"})
    assert [document.get("at") for document in found] == [{"net": "10.100.0.0/16", "name": "HQ"}, None]
    areas = {"policy_name": "areas", "field": "g", "target_field": "at", "shape_relation": "INTERSECTS"}
    found = _enriched(api, areas, {"g": "POINT (13.5 52.5)"}, {"g": {"lat": 52.5, "lon": 13.5}}, {"g": [1, 2]})
    assert [document.get("at", {}).get("name") for document in found] == ["HQ", "HQ", None]


def test_wrong_policies(api: Api) -> None:
    api.put("/users", {"mappings": {"properties": {"mail": {"type": "keyword"}}}})
    full = {"indices": "users", "match_field": "mail", "enrich_fields": ["name"]}
    for body, reason in (
        ({}, "policy is missing"),
        ({"other": full}, "unsupported policy type [other], supported types are [match, geo_match, range]"),
        ({"match": {"indices": "users"}}, "Required [match_field, enrich_fields]"),
        (
            {"match": full},
            "Could not traverse mapping to field [name]. The [name] field was not found in index [users]",
        ),
        ({"match": {**full, "indices": "no"}}, "no such index [no]"),
    ):
        assert api.put("/_enrich/policy/p", body).error[2] == reason
    assert api.put("/_enrich/policy/p/_execute").error[2] == "policy [p] does not exist"
    assert api.delete("/_enrich/policy/p").status == 404
