"""What was booked for a contact is found by whoever has verified it, and by nobody before."""

from typing import Any

import pytest


def booked(cinema: Any, **contact: str) -> None:
    """Books as the application's server does, which knows no more than a contact."""
    assert cinema.administer("POST", "/bookings/_doc?refresh=true", {"film": "M", "contact": contact}).status == 201


def test_an_address_counts_once_it_is_verified(cinema: Any) -> None:
    users = cinema.idp.identity.users
    email = cinema.idp.person()
    users.set(cinema.idp.user_id(email), email_verified=False)
    booked(cinema, email=email.upper())
    assert cinema.seen(cinema.token(email)) == []
    account = users.by_email(email)
    ticket = cinema.idp.identity.tickets.create(
        "verify", account["user_id"], generation=0, email=account["email"], asked=""
    )
    browser = cinema.idp.browser()
    page = browser.get(f"/u/email-verification?ticket={ticket}")
    assert browser.submit(page).status == 200
    assert [booking["owner"] for booking in cinema.seen(cinema.token(email))] == [account["user_id"]]


def test_a_reset_by_mail_verifies_the_address(cinema: Any) -> None:
    users = cinema.idp.identity.users
    made = users.create("from-the-server@example.org", cinema.idp.identity.hash("a random password"))
    booked(cinema, email=made["email"])
    ticket = cinema.idp.identity.tickets.create("reset", made["user_id"], generation=0, email=made["email"], asked="")
    browser = cinema.idp.browser()
    page = browser.get(f"/u/reset?ticket={ticket}")
    assert browser.submit(page, password="correct horse battery staple").status == 200
    assert len(cinema.seen(cinema.token(made["email"]))) == 1


def test_what_is_booked_later_is_found_at_the_next_login(cinema: Any) -> None:
    email = cinema.idp.person()
    token = cinema.token(email)
    booked(cinema, email=email)
    assert cinema.seen(token) == []
    assert cinema.post(token, "/guests/claim").status == 200
    assert len(cinema.seen(token)) == 1
    booked(cinema, email=email)
    assert len(cinema.seen(cinema.token(email))) == 2


def test_a_number_counts_once_a_code_came_back(cinema: Any) -> None:
    booked(cinema, mobile="+4915112345678")
    token = cinema.token(cinema.idp.person())
    assert cinema.post(token, "/phone", phone_number="+49 (151) 1234-5678").status == 202
    code = cinema.phone.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refused = cinema.post(token, "/phone/verify", code=wrong)
    assert (refused.status, refused.json["error"]) == (403, "invalid_grant")
    assert cinema.seen(token) == []
    answer = cinema.post(token, "/phone/verify", code=code)
    assert answer.json == {"phone_number": "+4915112345678", "phone_number_verified": True}
    assert len(cinema.seen(token)) == 1
    assert cinema.post(token, "/phone/verify", code=code).status == 403, "once"


def test_a_code_is_of_use_for_its_account_only_and_not_for_long(cinema: Any) -> None:
    token, other = (cinema.token(cinema.idp.person()) for _ in range(2))
    cinema.post(token, "/phone", phone_number="+4915100000001")
    code = cinema.phone.code()
    assert cinema.post(other, "/phone/verify", code=code).status == 403
    cinema.idp.clock.advance(10 * 60 * 1000)
    assert cinema.post(token, "/phone/verify", code=code).status == 403


def test_five_attempts(cinema: Any) -> None:
    token = cinema.token(cinema.idp.person())
    cinema.post(token, "/phone", phone_number="+4915100000002")
    code = cinema.phone.code()
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert cinema.post(token, "/phone/verify", code=wrong).status == 403
    assert cinema.post(token, "/phone/verify", code=code).status == 403


def test_codes_are_limited(cinema: Any) -> None:
    token = cinema.token(cinema.idp.person())
    for _ in range(5):
        assert cinema.post(token, "/phone", phone_number="+4915100000003").status == 202
        cinema.phone.code()
    limited = cinema.post(token, "/phone", phone_number="+4915100000003")
    assert (limited.status, limited.json["error"]) == (429, "temporarily_unavailable")


def test_a_service_that_fails_is_asked_again(cinema: Any) -> None:
    cinema.phone.broken = 1
    cinema.post(cinema.token(cinema.idp.person()), "/phone", phone_number="+4915100000004")
    assert cinema.phone.code()


@pytest.mark.parametrize("number", ["", "015112345678", "+0151", "+49151abc", "+49" + "1" * 20])
def test_what_is_no_number(cinema: Any, number: str) -> None:
    answer = cinema.post(cinema.token(cinema.idp.person()), "/phone", phone_number=number)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_nobody_verifies_for_others(cinema: Any) -> None:
    guest = cinema.guest()["access_token"]
    for target in ("/phone", "/phone/verify"):
        assert cinema.post(guest, target, phone_number="+4915100000005", code="1").status == 401
