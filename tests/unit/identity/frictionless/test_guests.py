"""Guests act without a form, and become somebody once."""

from typing import Any

import orjson
import pytest

from findling.identity.config import AUDIENCE


def test_a_guest_books_and_sees_its_booking(cinema: Any) -> None:
    guest, other = cinema.guest(), cinema.guest()
    assert guest["guest"].startswith("guest|")
    assert guest["guest"] != other["guest"]
    assert cinema.book(guest["access_token"], owner="somebody else").status == 201
    assert cinema.seen(guest["access_token"]) == [{"film": "Metropolis", "owner": guest["guest"]}]
    assert cinema.seen(other["access_token"]) == []
    who = cinema.as_(guest["access_token"], "GET", "/_security/_authenticate").body
    assert (who["username"], who["authentication_realm"]["name"]) == (guest["guest"], "identity")
    assert who["metadata"]["jwt_claim_gty"] == "guest"


def test_a_guest_becomes_somebody(cinema: Any) -> None:
    guest, person = cinema.guest(), cinema.idp.person()
    cinema.book(guest["access_token"])
    cinema.book(guest["access_token"])
    token = cinema.token(person)
    assert cinema.seen(token) == []
    answer = cinema.post(token, "/guests/claim", guest_token=guest["access_token"])
    assert answer.status == 200, answer.text
    assert [claim["documents"] for claim in answer.json["claims"]] == [2]
    assert [booking["owner"] for booking in cinema.seen(token)] == [cinema.idp.user_id(person)] * 2


def test_a_guest_who_is_somebody_comes_no_more(cinema: Any) -> None:
    guest = cinema.guest()
    cinema.book(guest["access_token"])
    token = cinema.token(cinema.idp.person())
    assert cinema.post(token, "/guests/claim", guest_token=guest["access_token"]).status == 200
    assert cinema.book(guest["access_token"]).status == 401
    other = cinema.token(cinema.idp.person())
    refused = cinema.post(other, "/guests/claim", guest_token=guest["access_token"])
    assert (refused.status, refused.json["error"]) == (409, "invalid_grant")
    assert cinema.post(token, "/guests/claim", guest_token=guest["access_token"]).status == 200


def test_an_administrator_takes_it_back(cinema: Any) -> None:
    guest, wrong = cinema.guest(), cinema.token(cinema.idp.person())
    cinema.book(guest["access_token"])
    (claim,) = cinema.post(wrong, "/guests/claim", guest_token=guest["access_token"]).json["claims"]
    assert cinema.administer("POST", f"/_security/claim/{claim['id']}/_undo").status == 200
    assert cinema.seen(wrong) == []
    assert len(cinema.seen(guest["access_token"])) == 1
    right = cinema.token(cinema.idp.person())
    assert cinema.post(right, "/guests/claim", guest_token=guest["access_token"]).status == 200
    assert len(cinema.seen(right)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"client_id": "spa"},
        {"client_id": "spa", "audience": "https://api.example.org"},
        {"client_id": "machine", "audience": AUDIENCE},
        {"client_id": "none", "audience": AUDIENCE},
    ],
    ids=str,
)
def test_guests_come_only_where_they_may(cinema: Any, fields: dict[str, str]) -> None:
    answer = cinema.idp.browser().post("/guests", fields)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_who_is_no_guest_and_who_is_nobody(cinema: Any) -> None:
    guest, token = cinema.guest()["access_token"], cinema.token(cinema.idp.person())
    assert cinema.post(token, "/guests/claim", guest_token=token).status == 409
    assert cinema.post(token, "/guests/claim", guest_token="x").status == 409
    assert cinema.post(guest, "/guests/claim", guest_token=guest).status == 401
    assert cinema.idp.browser().post("/guests/claim", {"guest_token": guest}).status == 401
    assert cinema.post(guest, "/userinfo").status == 401


def test_a_grant_that_was_revoked_ends_at_once(cinema: Any) -> None:
    tokens = cinema.idp.tokens(cinema.idp.person(), audience=AUDIENCE, scope="openid offline_access")
    assert cinema.seen(tokens["access_token"]) == []
    cinema.idp.browser().post("/oauth/revoke", {"client_id": "spa", "token": tokens["refresh_token"]})
    assert cinema.as_(tokens["access_token"], "GET", "/bookings/_search").status == 401


def test_keys_are_rotated_without_a_logout(cinema: Any) -> None:
    token = cinema.token(cinema.idp.person())
    cinema.idp.identity.keys.rotate()
    assert cinema.seen(token) == []
    after = cinema.token(cinema.idp.person())
    assert cinema.seen(after) == []
    cinema.idp.identity.keys.revoke_previous()
    assert cinema.as_(token, "GET", "/bookings/_search").status == 401
    assert cinema.seen(after) == []


def test_an_id_token_and_a_token_for_another_api_are_refused(cinema: Any) -> None:
    person = cinema.idp.person()
    for token in (
        cinema.idp.tokens(person, audience=AUDIENCE)["id_token"],
        cinema.idp.tokens(person, audience="https://api.example.org")["access_token"],
        cinema.idp.tokens(person)["access_token"],
    ):
        assert cinema.as_(token, "GET", "/bookings/_search").status == 401


def test_claims_are_audited_without_secrets(cinema: Any) -> None:
    guest, person = cinema.guest(), cinema.idp.person()
    cinema.post(cinema.token(person), "/guests/claim", guest_token=guest["access_token"])
    text = cinema.api.node.config.audit_log.read_text()
    events = [event for event in map(orjson.loads, text.splitlines()) if event["event.action"] == "ownership_claimed"]
    assert events[-1]["user.name"] == cinema.idp.user_id(person)
    assert guest["access_token"] not in text
