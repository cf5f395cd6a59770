"""Claims: what a guest wrote becomes somebody's, once; what was written for a contact too; and back again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import orjson
import pytest

from findling.base.errors import IllegalArgumentError
from findling.node.ownership.claim import BEGUN, DONE, UNDOING, UNDONE, guest_claim_id
from findling.node.ownership.claims import Claims

GUEST = "guest|1"


def book(cinema: Any, who: str, *ids: str, **members: Any) -> None:
    for id_ in ids:
        assert cinema.ask(who, "PUT", f"/bookings/_doc/{id_}", {"seat": id_, **members}).status == 201


def test_a_guest_becomes_somebody(cinema: Any) -> None:
    book(cinema, GUEST, "1", "2")
    book(cinema, "guest|2", "3")
    claim = cinema.claims.of_guest(GUEST, "ann")
    assert (claim.state, len(claim.places)) == (DONE, 2)
    assert cinema.owners("1", "2", "3") == ["ann", "ann", "guest|2"]
    found = cinema.ask("ann", "GET", "/bookings/_search", {"query": {"match": {"owner": "ann"}}})
    assert found.body["hits"]["total"]["value"] == 2
    assert cinema.claims.is_claimed(GUEST)
    assert not cinema.claims.is_claimed("guest|2")


def test_a_claim_is_made_once(cinema: Any) -> None:
    book(cinema, GUEST, "1")
    assert cinema.claims.of_guest(GUEST, "ann").owner == "ann"
    assert cinema.claims.of_guest(GUEST, "bob") is None
    book(cinema, GUEST, "2")  # was on its way when the claim was made
    assert len(cinema.claims.of_guest(GUEST, "ann").places) == 2
    assert cinema.owners("1", "2") == ["ann", "ann"]


def test_of_many_at_once_one_gets_it(cinema: Any) -> None:
    book(cinema, GUEST, "1", "2", "3")
    barrier = threading.Barrier(8)

    def claim(number: int) -> Any:
        barrier.wait()
        return cinema.claims.of_guest(GUEST, f"user-{number}")

    with ThreadPoolExecutor(8) as pool:
        won = [claim for claim in pool.map(claim, range(8)) if claim is not None]
    assert len(won) == 1
    assert cinema.owners("1", "2", "3") == [won[0].owner] * 3


def test_an_administrator_takes_it_back(cinema: Any) -> None:
    book(cinema, GUEST, "1", "2")
    claim = cinema.claims.of_guest(GUEST, "ann")
    cinema.api.administer("POST", "/bookings/_update/2", {"doc": {"owner": "eve"}})
    path = f"/_security/claim/{claim.id}"
    assert cinema.api.administer("GET", path).body["documents"][0] == {"_index": "bookings", "_id": "1"}
    undone = cinema.api.administer("POST", f"{path}/_undo").body
    assert (undone["state"], undone["ended_by"]) == (UNDONE, "elastic")
    assert cinema.owners("1", "2") == [GUEST, "eve"]
    assert cinema.api.administer("POST", f"{path}/_undo").status == 400
    assert cinema.api.administer("POST", "/_security/claim/none/_undo").status == 404
    assert cinema.api.administer("GET", "/_security/claim/none").status == 404
    assert not cinema.claims.is_claimed(GUEST)
    assert cinema.claims.of_guest(GUEST, "bob").owner == "bob"
    assert cinema.owners("1", "2") == ["bob", "eve"]
    listed = cinema.api.administer("GET", "/_security/claim?owner=bob").body["claims"]
    assert [one["id"] for one in listed] == [claim.id]


def test_it_is_audited(cinema: Any) -> None:
    book(cinema, GUEST, "1")
    claim = cinema.claims.of_guest(GUEST, "ann")
    cinema.claims.undo(claim.id, "elastic")
    lines = cinema.api.node.config.audit_log.read_text().splitlines()
    told = [event for event in map(orjson.loads, lines) if event["event.action"].startswith("ownership_")]
    assert [event["event.action"] for event in told] == ["ownership_claimed", "ownership_claim_undone"]
    assert (told[0]["user.name"], told[0]["documents"]) == ("ann", 1)


def test_a_contact_finds_what_nobody_owns(cinema: Any) -> None:
    for id_, members in {
        "1": {"contact": {"email": "ann@example.org"}},
        "2": {"contact": {"email": "bob@example.org", "phone": "+4912345"}},
        "3": {"contact": {"email": "ann@example.org"}, "owner": "eve"},
    }.items():
        cinema.api.administer("PUT", f"/bookings/_doc/{id_}", members)
    claim = cinema.claims.of_contact("email", "ann@example.org", "ann")
    assert [place.id for place in claim.places] == ["1"]
    assert cinema.claims.of_contact("email", "ann@example.org", "ann") is None
    assert cinema.claims.of_contact("phone", "+4912345", "ann").state == DONE
    assert cinema.owners("1", "2", "3") == ["ann", "ann", "eve"]
    cinema.claims.undo(claim.id, "elastic")
    assert cinema.owners("1") == [None]
    assert cinema.claims.of_contact("email", "ann@example.org", "ann") is None, "what was taken back stays"
    assert cinema.claims.of_contact("email", "ann@example.org", "anna").owner == "anna"


def test_contacts_are_compared_whole(cinema: Any) -> None:
    cinema.api.administer("PUT", "/bookings/_doc/1", {"contact": {"email": "ann"}})
    for contact in ("an", "ann@example.org", "*", "a?n", ""):
        assert cinema.claims.of_contact("email", contact, "eve") is None


@pytest.mark.parametrize("state", [BEGUN, UNDOING])
@pytest.mark.parametrize("moved", [0, 1, 2])
def test_what_a_crash_left_is_ended(cinema: Any, state: str, moved: int) -> None:
    book(cinema, GUEST, "1", "2")
    done = cinema.claims.of_guest(GUEST, "ann")
    # as a crash leaves it: the record told of before documents, and some of these changed
    before = GUEST if state == BEGUN else "ann"
    for id_ in ["1", "2"][moved:]:
        cinema.api.administer("POST", f"/bookings/_update/{id_}", {"doc": {"owner": before}})
    if state == UNDOING:
        for id_ in ["1", "2"][:moved]:
            cinema.api.administer("POST", f"/bookings/_update/{id_}", {"doc": {"owner": GUEST}})
    cinema.claims._put(replace(done, state=state))
    again = Claims(cinema.api.node)
    assert again.resume() == 1
    assert again.resume() == 0
    assert cinema.owners("1", "2") == (["ann", "ann"] if state == BEGUN else [GUEST, GUEST])
    assert again.get(guest_claim_id(GUEST)).state == (DONE if state == BEGUN else UNDONE)


def test_more_than_a_page(cinema: Any) -> None:
    lines = "".join(
        f'{{"index":{{"_id":"{number}"}}}}\n{{"seat":{number},"owner":"{GUEST}"}}\n' for number in range(2100)
    )
    cinema.api.administer("POST", "/bookings/_bulk?refresh=true", lines)
    assert len(cinema.claims.of_guest(GUEST, "ann").places) == 2100
    count = cinema.api.administer("GET", "/bookings/_count", {"query": {"match_phrase": {"owner": "ann"}}})
    assert count.body["count"] == 2100


def test_too_many(cinema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findling.node.ownership.claims._MOST_DOCUMENTS", 1)
    book(cinema, GUEST, "1", "2")
    with pytest.raises(IllegalArgumentError):
        cinema.claims.of_guest(GUEST, "ann")
    assert cinema.owners("1", "2") == [GUEST, GUEST]


def test_fields_of_other_kinds(cinema: Any) -> None:
    ask = cinema.api.administer
    mapping = {"properties": {"by": {"properties": {"id": {"type": "keyword"}}}, "_routing": {"type": "keyword"}}}
    ask("PUT", "/bookings-2", {"mappings": {"properties": {"by": mapping["properties"]["by"]}},
                              "settings": {"number_of_shards": 3}})  # fmt: skip
    ask("PUT", "/_security/ownership/bookings", {"indices": ["bookings-2", "not-there"], "field": "by.id"})
    for id_ in ("1", "2", "3", "4"):
        cinema.ask(GUEST, "PUT", f"/bookings-2/_doc/{id_}?routing=r{id_}", {"by.id": "bob"})
    assert len(cinema.claims.of_guest(GUEST, "ann").places) == 4
    assert cinema.api.administer("GET", "/bookings-2/_doc/3?routing=r3").body["_source"] == {"by": {"id": "ann"}}
