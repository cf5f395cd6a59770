"""What is told of indices and the cluster: validated queries, views of indices, statistics."""

from tests.reference.api import Api


def test_what_cannot_be_read_is_told_in_a_line(api: Api) -> None:
    unknown = {"query": {"boool": {}}}
    assert api.get("/_validate/query", unknown).body == {"valid": False}
    assert api.get("/_validate/query?explain", unknown).body["error"] == (
        "org.elasticsearch.common.ParsingException: unknown query [boool] did you mean [bool]?; "
        "org.elasticsearch.xcontent.NamedObjectNotFoundException: unknown field [boool]"
    )
    told = api.get("/_validate/query?explain", {"match_all": {}}).body["error"]
    assert told == "org.elasticsearch.common.ParsingException: request does not support [match_all]"


def test_what_an_index_cannot_run(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"n": {"type": "long"}}}})
    body = api.get("/store/_validate/query?explain", {"query": {"term": {"n": "x"}}}).body
    (explanation,) = body["explanations"]
    assert (body["valid"], explanation["valid"]) == (False, False)
    assert "org.elasticsearch.index.query.QueryShardException: failed to create query" in explanation["error"]


def test_the_cluster_state_can_be_waited_for(api: Api) -> None:
    assert api.get("/_cluster/state/version?wait_for_metadata_version=0").body["version"] == 0
    late = api.get("/_cluster/state?wait_for_metadata_version=99&wait_for_timeout=1ms").body
    assert late == {"cluster_name": "findling", "wait_for_timed_out": True}
    reason = api.get("/_cluster/state/nodes,nods").error[2]
    assert reason == (
        "request [/_cluster/state/nodes,nods] contains unrecognized metric: [nods] -> did you mean [nodes]?"
    )


def test_statistics_of_the_cluster(api: Api) -> None:
    empty = api.get("/_cluster/stats").body
    assert empty["indices"]["mappings"]["field_types"] == []
    assert empty["nodes"]["count"]["coordinating_only"] == 0
    assert empty["nodes"]["os"]["mem"]["free_percent"] >= 0
    assert empty["nodes"]["packaging_types"][0]["type"] == "pip"
    for name in ("a", "b"):
        api.put(f"/{name}", {"mappings": {"properties": {"x": {"type": "long"}, "y": {"type": "long"}}}})
    mappings = api.get("/_cluster/stats").body["indices"]["mappings"]
    assert mappings["total_field_count"] == 4
    assert mappings["field_types"] == [{"name": "long", "count": 4, "index_count": 2, "script_count": 0}]


def test_wildcards_reach_open_indices_unless_settings_are_asked_for(api: Api) -> None:
    api.put("/open-1")
    api.put("/open-2")
    api.post("/open-2/_close")
    for target in ("/open-*", "/open-*/_mapping"):
        assert list(api.get(target).body) == ["open-1"]
    for target in ("/open-*/_settings", "/open-*/_alias", "/open-*?expand_wildcards=all"):
        assert list(api.get(target).body) == ["open-1", "open-2"]
    assert list(api.get("/open-2").body) == ["open-2"]
    assert api.get("/_cat/indices/open-*?h=index&s=index").text == "open-1\nopen-2\n"


def test_wildcards_that_expand_to_nothing_are_names(api: Api) -> None:
    api.put("/store")
    assert api.get("/st*/_mapping?expand_wildcards=none").error[:2] == (404, "index_not_found_exception")
    assert api.get("/st*/_mapping?expand_wildcards=none&ignore_unavailable").body == {}
    assert api.get("/_mapping?expand_wildcards=none").body == {}


def test_versions_and_dates_for_people(api: Api) -> None:
    api.put("/store")
    shown = api.get("/store?human").body["store"]["settings"]["index"]
    assert shown["version"]["created_string"] == "9.1.0"
    assert shown["creation_date_string"].startswith("20")
    assert "created_string" not in api.get("/store").body["store"]["settings"]["index"]["version"]


def test_a_source_cannot_be_asked_for_without_itself(api: Api) -> None:
    api.put("/store/_doc/1", {"a": 1})
    assert api.get("/store/_source/1?_source=false").error[2] == (
        "Validation Failed: 1: fetching source can not be disabled;"
    )
