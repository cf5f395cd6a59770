"""The validate API: errors as lines, and what each index makes of a query."""

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
