"""Query rules: kept, tried, and what they do to searches."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines


def pin(rule_id: str, *ids: str, kind: str = "exact", value: Any = "fox", **members: Any) -> dict[str, Any]:
    criteria = [{"type": kind, "metadata": "query", "values": [value]}]
    return {"rule_id": rule_id, "type": "pinned", "criteria": criteria, "actions": {"ids": list(ids)}} | members


@pytest.fixture
def animals(api: Api) -> Api:
    """Five documents that say fox, the first ones more often."""
    documents = {str(n): {"t": "fox " * (6 - n) + "x " * n} for n in range(1, 6)}
    api.post("/_bulk?refresh=true", bulk_lines("animals", documents))
    return api


def test_sets_come_and_go(api: Api) -> None:
    assert api.get("/_query_rules").body == {"count": 0, "results": []}
    assert api.get("/_query_rules/s").status == 404
    made = api.put("/_query_rules/s", {"rules": [pin("a", "1"), pin("b", "2", kind="gte", value=3, priority=1)]})
    assert (made.status, made.body) == (201, {"result": "created"})
    assert api.get("/_query_rules/s").body == {
        "ruleset_id": "s",
        "rules": [pin("a", "1"), pin("b", "2", kind="gte", value=3, priority=1)],
    }
    assert api.put("/_query_rules/s/_rule/b", {**pin("b", "3"), "type": "exclude"}).body == {"result": "updated"}
    assert api.put("/_query_rules/s/_rule/c", pin("c", "3", kind="always")).status == 201
    assert api.get("/_query_rules/s/_rule/b").body["actions"] == {"ids": ["3"]}
    assert api.get("/_query_rules").body["results"] == [
        {
            "ruleset_id": "s",
            "rule_total_count": 3,
            "rule_criteria_types_counts": {"always": 1, "exact": 2},
            "rule_type_counts": {"exclude": 1, "pinned": 2},
        }
    ]
    for rule_id in "abc":
        assert api.delete(f"/_query_rules/s/_rule/{rule_id}").body == {"acknowledged": True}
    assert api.get("/_query_rules/s").status == api.delete("/_query_rules/s").status == 404


@pytest.mark.parametrize(
    ("kind", "value", "given", "met"),
    [
        ("exact", "fox", "fox", True),
        ("exact", "fox", "foxes", False),
        ("exact", 3, "3.0", True),
        ("fuzzy", "foxes", "fozes", True),
        ("fuzzy", "foxes", "bears", False),
        ("prefix", "fo", "fox", True),
        ("suffix", "ox", "fox", True),
        ("contains", "o", "fox", True),
        ("lt", 3, 2, True),
        ("lte", 3, 3, True),
        ("gt", 3, 3, False),
        ("gte", 3, "no number", False),
        ("always", "", "anything", True),
    ],
)
def test_criteria(api: Api, kind: str, value: Any, given: Any, met: bool) -> None:
    api.put("/_query_rules/s", {"rules": [pin("a", "1", kind=kind, value=value)]})
    found = api.post("/_query_rules/s/_test", {"match_criteria": {"query": given}}).body
    assert found["total_matched_rules"] == met
    assert found["matched_rules"] == [{"ruleset_id": "s", "rule_id": "a"}] * met


@pytest.mark.parametrize("how", ["query", "retriever"])
def test_documents_are_pinned_and_excluded(animals: Api, how: str) -> None:
    no_first = {**pin("z", "1"), "type": "exclude"}
    animals.put("/_query_rules/s", {"rules": [pin("a", "4"), pin("b", "5", priority=1), no_first]})
    found = {"match": {"t": "fox"}}
    inside = {"organic": found} if how == "query" else {"retriever": {"standard": {"query": found}}}

    def ids(query: str) -> list[str]:
        rule = {**inside, "ruleset_ids": ["s"], "match_criteria": {"query": query}}
        return animals.ids("/animals/_search", {how: {"rule": rule}})

    assert ids("fox") == ["5", "4", "2", "3"]
    assert ids("bear") == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ({"ruleset_ids": ["gone"], "match_criteria": {"query": "fox"}}, 404),
        ({"ruleset_ids": [], "match_criteria": {"query": "fox"}}, 400),
        ({"ruleset_ids": ["gone"], "match_criteria": {}}, 400),
        ({"match_criteria": {"query": "fox"}}, 400),
    ],
)
def test_refused_searches(animals: Api, rule: dict[str, Any], status: int) -> None:
    inner = {"match_all": {}}
    assert animals.post("/animals/_search", {"query": {"rule": {**rule, "organic": inner}}}).status == status
    retriever = {"rule": {**rule, "retriever": {"standard": {"query": inner}}}}
    assert animals.post("/animals/_search", {"retriever": retriever}).status == status


@pytest.mark.parametrize(
    "rule",
    [
        {**pin("a", "1"), "type": "hide"},
        {**pin("a", "1"), "criteria": []},
        {**pin("a", "1"), "actions": {}},
        {**pin("a", "1"), "actions": {"ids": ["1"], "docs": [{"_id": "1"}]}},
        {**pin("a", "1"), "colour": "red"},
        pin("", "1"),
        pin("a", "1", kind="almost"),
        {**pin("a", "1"), "criteria": [{"type": "exact", "values": ["fox"]}]},
        {**pin("a", "1"), "criteria": [{"type": "exact", "metadata": "query"}]},
    ],
)
def test_refused_rules(api: Api, rule: dict[str, Any]) -> None:
    assert api.put("/_query_rules/s", {"rules": [rule]}).status == 400
    assert api.get("/_query_rules/s").status == 404
