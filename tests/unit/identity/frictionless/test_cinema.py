"""The server of examples/cinema: both kinds of booking, over real sockets."""

import importlib.util
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from findling.rest.server import ServerThread
from tests.unit.identity.browser import Answer, Browser
from tests.unit.identity.provider import SECRET

EXAMPLE = Path(__file__).parents[4] / "examples" / "cinema"


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cinema_example", EXAMPLE / "server.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Office:
    """The example's server, and who asks it."""

    def __init__(self, cinema: Any, server: Any, url: str) -> None:
        self.cinema = cinema
        self.server = server
        self.browser = Browser(url)

    def book(self, *seats: str, token: str | None = None, show: str = "1", **members: str) -> Answer:
        named = {} if token is None else {"authorization": f"Bearer {token}"}
        return self.browser.send("POST", "/bookings/create", {"show": show, "seats": seats, **members}, **named)

    def bookings(self, token: str) -> list[list[str]]:
        answer = self.browser.get("/bookings", authorization=f"Bearer {token}")
        assert answer.status == 200, answer.text
        return [booking["seats"] for booking in answer.json]

    def free(self, show: str = "1") -> list[str]:
        return next(one["free"] for one in self.browser.get("/shows").json if one["id"] == show)


@pytest.fixture(scope="module")
def office(cinema: Any) -> Iterator[Office]:
    module = example()
    with ServerThread(cinema.api.node) as findling:
        environment = {
            "FINDLING_URL": findling.url,
            "ELASTIC_PASSWORD": "elastic-password",
            "IDENTITY_URL": cinema.idp.url,
            "SERVER_CLIENT_ID": "machine",
            "SERVER_CLIENT_SECRET": SECRET,
            "PORT": "0",
        }
        module.cinema_of(environment).set_up()
        module.cinema_of(environment).set_up()  # once more does no harm
        with module.server_of(environment) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield Office(cinema, server, f"http://127.0.0.1:{server.server_port}")
            finally:
                server.shutdown()
                thread.join()


def test_a_guest_books_signs_up_and_finds_the_booking(office: Office) -> None:
    guest = office.cinema.guest()["access_token"]
    assert office.book("A1", "A2", token=guest).status == 200
    assert office.bookings(guest) == [["A1", "A2"]]
    assert "A1" not in office.free()
    token = office.cinema.token(office.cinema.idp.person())
    office.cinema.post(token, "/guests/claim", guest_token=guest)
    assert office.bookings(token) == [["A1", "A2"]]


def test_a_booking_with_an_address_makes_an_account(office: Office) -> None:
    assert office.book("B1", email=" Visitor@Example.org ", mobile="+4915112345678").status == 200
    users = office.cinema.idp.identity.users
    account = users.by_email("visitor@example.org")
    assert account is not None
    assert not account["email_verified"]
    assert office.book("B2", email="visitor@example.org").status == 200
    tickets = office.cinema.idp.identity.tickets
    ticket = tickets.create("reset", account["user_id"], generation=0, email=account["email"], asked="")
    browser = office.cinema.idp.browser()
    browser.submit(browser.get(f"/u/reset?ticket={ticket}"), password="correct horse battery staple")
    assert sorted(office.bookings(office.cinema.token("visitor@example.org"))) == [["B1"], ["B2"]]


def test_a_number_finds_a_booking_too(office: Office) -> None:
    assert office.book("C1", email="somebody-else@example.org", mobile="+4915198765432").status == 200
    token = office.cinema.token(office.cinema.idp.person())
    office.cinema.post(token, "/phone", phone_number="+49 151 98765432")
    assert office.bookings(token) == []
    assert office.cinema.post(token, "/phone/verify", code=office.cinema.phone.code()).status == 200
    assert office.bookings(token) == [["C1"]]


def test_two_bookings_at_once_make_one_account(office: Office) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda seat: office.book(seat, show="2", email="twice@example.org"), ("A1", "A2")))
    assert [answer.status for answer in answers] == [200, 200]
    found = office.cinema.idp.identity.users.search({"query": {"term": {"email": "twice@example.org"}}})
    assert found.total == 1


def test_a_seat_is_given_once(office: Office) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: office.book("E1", "E2", show="2", email=f"seat-{n}@example.org"), range(4)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]


def test_a_booking_that_cannot_be_stored_leaves_nothing(office: Office) -> None:
    free = office.free("3")
    assert office.book("A1", token="no token", show="3").status == 401
    assert office.free("3") == free
    office.cinema.administer("PUT", "/bookings/_settings", {"index.blocks.write": True})
    try:
        assert office.book("A1", show="3", email="nobody@example.org").status == 502
    finally:
        office.cinema.administer("PUT", "/bookings/_settings", {"index.blocks.write": False})
    assert office.free("3") == free
    assert office.cinema.idp.identity.users.by_email("nobody@example.org") is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"show": "9", "seats": ["A1"]},
        {"show": "1", "seats": []},
        {"show": "1", "seats": ["Z9"], "email": "a@b.example"},
        {"show": "1", "seats": ["A6"]},
    ],
    ids=str,
)
def test_what_is_no_booking(office: Office, body: Any) -> None:
    assert office.browser.send("POST", "/bookings/create", body).status == 400


def test_bookings_are_for_their_owners(office: Office) -> None:
    for header in (None, "", "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk", "Bearer x"):
        named = {} if header is None else {"authorization": header}
        assert office.browser.get("/bookings", **named).status == 401
    unnamed = {"show": "1", "seats": ["A6"]}
    assert office.browser.send("POST", "/bookings/create", unnamed, authorization="").status == 401
    assert office.bookings(office.cinema.guest()["access_token"]) == []
    assert office.browser.get("/../server.py").status == 404
