"""Metrics for Prometheus: names, labels, values; and what the health report says of replicas without a node."""

import re

from tests.reference.api import Api


def values(text: str) -> dict[str, float]:
    """Returns the value of each line by name and labels."""
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_every_line_is_described_and_has_a_value(api: Api) -> None:
    api.put("/a", {"settings": {"number_of_replicas": 0}})
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    answer = api.get("/_prometheus/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    shape = r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\{([a-z_]+="[^"]*",?)+\} -?[0-9.e+]+'
    assert [line for line in answer.text.splitlines() if not re.fullmatch(shape, line)] == []
    found = values(answer.text)
    assert found['es_index_doc_number{cluster="findling",index="a",context="total"}'] == 1.0
    assert found['es_cluster_status{cluster="findling"}'] == 0.0
    assert any(name.startswith("es_circuitbreaker_limit_bytes{") for name in found)


def test_replicas_without_a_node_are_explained(api: Api) -> None:
    api.put("/a", {"settings": {"number_of_replicas": 1}})
    shards = api.get("/_health_report/shards_availability").body["indicators"]["shards_availability"]
    assert (shards["status"], shards["impacts"][0]["severity"]) == ("yellow", 2)
    assert shards["diagnosis"][0]["affected_resources"] == {"indices": ["a"]}
    quiet = api.get("/_health_report/shards_availability?verbose=false").body["indicators"]["shards_availability"]
    assert quiet.keys() == {"status", "symptom"}
