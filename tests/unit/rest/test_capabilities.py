"""What the server says of itself, and URLs with a type that an index does not have."""

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize(
    ("query", "supported"),
    [
        ("path=/_search", True),
        ("method=DELETE&path=/_search", False),
        ("path=/_capabilities&parameters=method,path,capabilities", True),
        ("path=/_capabilities&parameters=unknown", False),
        ("method=POST&path=/{index}/_rollover&parameters=dry_run,human", True),
        ("method=POST&path=/{index}/_rollover&capabilities=return-404-on-missing-target", True),
        ("path=/_search&capabilities=time_travel", False),
        ("path=/_nothing/here", False),
    ],
)
def test_capabilities(api: Api, query: str, supported: bool) -> None:
    body = api.get(f"/_capabilities?{query}").body
    assert body == {
        "_nodes": {"total": 1, "successful": 1, "failed": 0}, "cluster_name": "findling", "supported": supported
    }  # fmt: skip


def test_documents_have_one_type(api: Api) -> None:
    api.put("/store/phone/1", {"a": 1})
    assert api.get("/store/phone/1").body["found"] is True
    assert api.get("/store/_doc/1").body["found"] is True
    gone = api.get("/store/tablet/1")
    assert (gone.status, gone.body["found"], gone.body["_type"]) == (404, False, "tablet")
    assert api.head("/store/tablet/1").status == 404
    assert api.get("/store/tablet/1/_source").error[1] == "resource_not_found_exception"
    assert api.get("/nowhere/tablet/1").error[1] == "index_not_found_exception"


def test_mappings_of_types(api: Api) -> None:
    api.put("/store/phone/1", {"a": 1})
    assert api.get("/store/_mapping/phone?include_type_name").status == 200
    missing = api.get("/store/_mapping/phone,tablet,pad?include_type_name")
    assert (missing.status, missing.body) == (404, {"error": "types [pad,tablet] missing", "status": 404})
    assert api.head("/store/_mapping/tablet").status == 404
    for target in ("/store/_mapping/phone/field/a", "/_mapping/phone/field/a", "/store/_mapping/field/a"):
        shown = api.get(f"{target}?include_type_name").body["store"]["mappings"]
        assert shown["phone"]["a"]["full_name"] == "a"
