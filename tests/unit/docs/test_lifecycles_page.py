"""The examples of docs/lifecycles.md do what the page says."""

from pathlib import Path
from typing import Any

from findling.node.lifecycle.ilm.action import ACTIONS
from findling.node.lifecycle.ilm.rules import ORDER
from tests.reference.api import Api
from tests.unit.docs.test_data_streams_page import requests_of

PAGE = (Path(__file__).parents[3] / "docs" / "lifecycles.md").read_text(encoding="utf-8")


def test_examples(api: Api) -> None:
    answers: dict[str, Any] = {}
    for method, path, body in requests_of(PAGE):
        answer = api.call(method, path, body)
        assert answer.status in (200, 201), (path, answer.text)
        answers[path] = answer.body
    first = answers["/shop-000001/_ilm/explain"]["indices"]["shop-000001"]
    assert (first["phase"], first["step"]) == ("hot", "check-rollover-ready")
    moved = answers["/shop-000001/_ilm/explain?human"]["indices"]["shop-000001"]
    assert moved["phase"] == "warm"
    assert answers["/_ilm/status"] == {"operation_mode": "STOPPED"}
    [hit] = answers["/cpu-hourly/_search?filter_path=hits.hits._source"]["hits"]["hits"]
    assert hit["_source"]["load"] == {"min": 0.5, "max": 1.5, "sum": 2.0, "value_count": 2}


def test_the_table_has_every_action_and_where_it_can_be() -> None:
    rows = [line.split("|")[1:3] for line in PAGE.splitlines() if line.startswith("| `")]
    told = {kind.strip(" `"): phases.replace(" ", "").split(",") for names, phases in rows for kind in names.split(",")}
    for kind in ACTIONS:
        assert told[kind] == [phase for phase, actions in ORDER.items() if kind in actions], kind
