"""Documents carry who wrote them, whatever they say themselves."""

from typing import Any

import orjson
import pytest

from findling.base.errors import FindlingError
from findling.node.documents.owner_stamp import owner_of, with_owner
from findling.security.ownership import parse_ownership_rule


def test_every_way_of_writing(cinema: Any) -> None:
    cinema.ask("ann", "PUT", "/bookings/_doc/1", {"seat": 1})
    cinema.ask("ann", "PUT", "/bookings/_create/2", {"seat": 2, "owner": "bob"})
    cinema.ask("ann", "POST", "/bookings/_update/3", {"doc": {"seat": 3}, "doc_as_upsert": True})
    cinema.ask("ann", "POST", "/bookings/_update/4", {"script": "ctx.op = 'none'", "upsert": {"seat": 4}})
    actions = [{"index": {"_id": "5"}}, {"seat": 5, "owner": ["bob", "eve"]}, {"create": {"_id": "6"}}, {"seat": 6}]
    lines = "".join(orjson.dumps(line).decode() + "\n" for line in actions)
    assert not cinema.ask("ann", "POST", "/bookings/_bulk", lines).body["errors"]
    alike = "".join(f'{{"index":{{"_id":"{number}"}}}}\n{{"seat":{number},"owner":"bob"}}\n' for number in (7, 8, 9))
    assert not cinema.ask("ann", "POST", "/bookings/_bulk", alike).body["errors"]
    assert cinema.owners("1", "2", "3", "5", "6", "7", "8", "9") == ["ann"] * 8
    assert cinema.api.administer("GET", "/bookings/_doc/4").status == 404


def test_an_update_gives_no_document_away(cinema: Any) -> None:
    cinema.ask("ann", "PUT", "/bookings/_doc/1", {"seat": 1})
    assert cinema.ask("ann", "POST", "/bookings/_update/1", {"doc": {"owner": "bob", "seat": 2}}).status == 200
    assert cinema.source("1") == {"seat": 2, "owner": "ann"}
    refused = cinema.ask("ann", "POST", "/bookings/_update/1", {"script": "ctx._source.owner = 'bob'"})
    assert refused.error == (
        403,
        "security_exception",
        "documents of [bookings] have owners and are not changed by scripts",
    )


def test_others_write_as_they_like(cinema: Any) -> None:
    cinema.api.administer("PUT", "/bookings/_doc/1", {"owner": "bob"})
    assert cinema.owners("1") == ["bob"]
    role = {"indices": [{"names": ["other"], "privileges": ["all"]}]}
    cinema.api.administer("PUT", "/_security/role/visitor", role)
    cinema.ask("ann", "PUT", "/other/_doc/1", {"owner": "bob"})
    assert cinema.source("1", "other") == {"owner": "bob"}


def test_a_document_that_is_none_is_refused_as_ever(cinema: Any) -> None:
    assert cinema.ask("ann", "PUT", "/bookings/_doc/1", b"[1]").status == 400
    assert cinema.ask("ann", "PUT", "/bookings/_doc/1", b"{").status == 400


@pytest.mark.parametrize(
    ("document", "field", "expected"),
    [
        ({"a": 1}, "owner", {"a": 1, "owner": "ann"}),
        ({"by": {"id": "bob", "x": 1}}, "by.id", {"by": {"x": 1, "id": "ann"}}),
        ({"by.id": "bob"}, "by.id", {"by": {"id": "ann"}}),
        ({"by": [{"id": "bob"}, {"id": "eve", "x": 1}]}, "by.id", {"by": [{}, {"x": 1}], "by.id": "ann"}),
        ({"a.b": {"c": "bob"}, "a": {"b.c": "eve"}}, "a.b.c", {"a.b": {}, "a": {"b": {"c": "ann"}}}),
        ({"by": "x"}, "by.id", {"by": "x", "by.id": "ann"}),
    ],
)
def test_a_document_has_one_owner(document: dict[str, Any], field: str, expected: dict[str, Any]) -> None:
    made = with_owner(document, field, "ann")
    assert made == expected
    assert owner_of(made, field) == "ann"
    assert owner_of(with_owner(made, field, None), field) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"indices": ["a"]},
        {"indices": [], "field": "owner"},
        {"indices": ["*"], "field": "owner"},
        {"indices": [".security"], "field": "owner"},
        {"indices": ["a"], "field": "_id"},
        {"indices": ["a"], "field": "a..b"},
        {"indices": ["a"], "field": "owner", "email_field": "owner"},
        {"indices": ["a"], "field": "owner", "x": 1},
        {"indices": ["a"], "field": 5},
    ],
    ids=str,
)
def test_rules_that_are_none(body: Any) -> None:
    with pytest.raises(FindlingError):
        parse_ownership_rule("r", body)


def test_rules_are_kept(cinema: Any) -> None:
    ask = cinema.api.administer
    assert ask("GET", "/_security/ownership").body["bookings"]["field"] == "owner"
    assert ask("GET", "/_security/ownership/none").status == 404
    assert (
        ask("PUT", "/_security/ownership/bookings", {"indices": "b", "field": "o"}).body["ownership"]["created"]
        is False
    )
    assert ask("DELETE", "/_security/ownership/bookings").body == {"found": True}
    assert ask("GET", "/_security/ownership").body == {}
    assert cinema.ask("ann", "GET", "/_security/ownership").status == 403
    assert cinema.ask("ann", "GET", "/_security/claim").status == 403
