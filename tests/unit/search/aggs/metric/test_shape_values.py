"""Shapes are values too, where it does not matter what they are."""

from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

SHAPES = ["POINT (1 2)", "POINT (1 2)", "LINESTRING (0 0, 5 5)", None]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("shapes")
    with Node(NodeConfig(data=folder, sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/s", {"mappings": {"properties": {"area": {"type": "geo_shape"}}}})
        lines = [f'{{"index":{{}}}}\n{{"area":"{shape}"}}\n' if shape else '{"index":{}}\n{}\n' for shape in SHAPES]
        assert api.call("POST", "/s/_bulk?refresh=true", "".join(lines)).status == 200
        yield api


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"value_count": {"field": "area"}}, {"value": 3}),
        ({"cardinality": {"field": "area"}}, {"value": 2}),
        ({"missing": {"field": "area"}}, {"doc_count": 1}),
        ({"missing": {"field": "area", "missing": "POINT (0 0)"}}, {"doc_count": 0}),
    ],
)
def test_they_are_counted(api: Api, body: dict[str, Any], shown: dict[str, int]) -> None:
    assert api.post("/s/_search?size=0", {"aggs": {"a": body}}).body["aggregations"]["a"] == shown


def test_they_are_no_terms(api: Api) -> None:
    error = api.post("/s/_search?size=0", {"aggs": {"a": {"terms": {"field": "area"}}}}).body["error"]
    assert (
        error["root_cause"][0]["reason"] == "Field [area] of type [geo_shape] is not supported for aggregation [terms]"
    )
