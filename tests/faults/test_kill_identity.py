"""kill -9 while people sign up, rotate tokens and claim what they did as guests.

Nobody is left with half an account, no refresh token is taken twice, no booking is lost or of two people.
"""

import http.client
import itertools
import random
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.cli.connection import Connection
from tests.system.server_process import FINDLING, ServerProcess
from tests.unit.identity.browser import Browser
from tests.unit.identity.provider import CALLBACK, PASSWORD, Provider

AUDIENCE = "urn:findling"
RULE = {"indices": ["bookings"], "field": "owner"}
ROLE = {"indices": [{"names": ["bookings"], "privileges": ["create_doc", "read"]}]}
BOOKINGS = 40
GONE = (OSError, http.client.HTTPException)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Town:
    """A server that is killed and started again, with people in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ELASTIC_PASSWORD", "elastic-password")
        self.data = folder / "data"
        self.identity = f"http://127.0.0.1:{free_port()}"
        self.flags = ["--security", "on", "--identity", self.identity.rpartition(":")[2], "--identity-guests", AUDIENCE]
        with self.started() as first:
            assert first.interrupt() == 0
        self.register("client", "spa", "--id", "spa", "--callback", CALLBACK)
        told = self.register("client", "machine", "--id", "machine", "--type", "non_interactive")
        self.secret = told.partition("client_secret ")[2].strip()

    def register(self, *arguments: str) -> str:
        command = [*FINDLING, "identity", *arguments, "--url", self.identity, "--data", str(self.data)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def started(self) -> ServerProcess:
        server = ServerProcess(self.data, *self.flags, ready_s=120.0)
        told = server.wait_for("answers at ")
        server.url = told.partition("answers at ")[2].split(",")[0]
        return server

    @property
    def provider(self) -> Provider:
        return Provider(cast(Any, None), self.identity, FixedClock())

    def post(self, target: str, token: str | None = None, **fields: str) -> tuple[int, Any]:
        named = {} if token is None else {"authorization": f"Bearer {token}"}
        answer = Browser(self.identity).post(target, fields, **named)
        return answer.status, answer.json

    def sign_up(self, email: str) -> tuple[int, Any]:
        answer = Browser(self.identity).send(
            "POST",
            "/dbconnections/signup",
            {"client_id": "machine", "client_secret": self.secret, "email": email, "password": PASSWORD,
             "connection": "database"},
        )  # fmt: skip
        return answer.status, answer.json

    def tokens(self, email: str) -> dict[str, Any]:
        return self.provider.tokens(email, scope="openid offline_access", audience=AUDIENCE)


class Busy(threading.Thread):
    """Does something again and again until the server is gone. done: what was acknowledged; last: what was begun"""

    def __init__(self, act: Callable[[Any], Any], items: Any) -> None:
        super().__init__()
        self.act = act
        self.items = items
        self.done: list[tuple[Any, Any]] = []
        self.last: Any = None

    def run(self) -> None:
        for item in self.items:
            self.last = item
            try:
                self.done.append((item, self.act(item)))
            except GONE:
                return


class Rotation:
    """One who exchanges refresh tokens; counts how often each was taken."""

    def __init__(self, town: Town, token: str) -> None:
        self.town = town
        self.token = token
        self.taken: Counter[str] = Counter()

    def rotate(self, _: Any = None) -> int:
        status, body = self.town.post("/oauth/token", grant_type="refresh_token", client_id="spa",
                                      refresh_token=self.token)  # fmt: skip
        if status == 200:
            self.taken[self.token] += 1
            self.token = body["refresh_token"]
        return status


def administrator(url: str) -> Connection:
    return Connection(url.replace("//", "//elastic:elastic-password@"))


def owners(url: str) -> Counter[str]:
    with administrator(url) as connection:
        body = (
            b'{"size": 0, "aggs": {"owners": {"terms": {"field": "owner", "size": 1000}}}, "query": {"match_all": {}}}'
        )
        connection.request("POST", "/bookings/_refresh")
        answer = connection.request("POST", "/bookings/_search", body)
    return Counter({bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["owners"]["buckets"]})


def prepared(url: str) -> None:
    mapping = {"roles": ["visitor"], "enabled": True, "rules": {"field": {"realm.name": "identity"}}}
    with administrator(url) as connection:
        for path, body in (
            ("/_security/role/visitor", ROLE),
            ("/_security/role_mapping/visitors", mapping),
            ("/_security/ownership/bookings", RULE),
            ("/bookings", {"mappings": {"properties": {"owner": {"type": "keyword"}}}}),
        ):
            connection.request("PUT", path, orjson.dumps(body))


def guest_with_bookings(town: Town, url: str) -> tuple[str, str]:
    """Returns name and token of a guest who has booked."""
    status, guest = town.post("/guests", client_id="spa", audience=AUDIENCE)
    assert status == 200, guest
    lines = "".join(f'{{"create":{{}}}}\n{{"seat":{number}}}\n' for number in range(BOOKINGS)).encode()
    browser = Browser(url)
    sent = browser.ask("POST", "/bookings/_bulk", lines, {
        "authorization": f"Bearer {guest['access_token']}", "content-type": "application/x-ndjson",
    })  # fmt: skip
    assert sent.status == 200, sent.text
    assert not sent.json["errors"], sent.text
    return guest["guest"], guest["access_token"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    drawn = random.Random(seed)
    town = Town(tmp_path, monkeypatch)
    with town.started() as server:
        prepared(server.url)
        assert town.sign_up("person@example.org")[0] == 200
        first = town.tokens("person@example.org")
        rotation = Rotation(town, first["refresh_token"])
        guests = [guest_with_bookings(town, server.url) for _ in range(8)]
        claiming = Busy(
            lambda guest: town.post("/guests/claim", first["access_token"], guest_token=guest[1])[0], guests
        )
        signing = Busy(lambda n: town.sign_up(f"new-{n}@example.org")[0], itertools.count())
        rotating = Busy(rotation.rotate, itertools.count())
        threads = [claiming, signing, rotating]
        for thread in threads:
            thread.start()
        while not (claiming.done and signing.done and rotating.done):
            time.sleep(0.001)
        time.sleep(drawn.random() * 0.3)
        server.kill()
        for thread in threads:
            thread.join()

    with town.started() as again:
        # accounts: those that were acknowledged, and the last one whole or not at all
        for number, status in signing.done:
            assert status == 200, number
        status, body = town.sign_up(f"new-{signing.last}@example.org")
        assert status == 200 or body["code"] == "invalid_signup"
        for number in {signing.done[-1][0], signing.last}:
            assert town.tokens(f"new-{number}@example.org")["access_token"]
        # refresh tokens: none is taken twice, and whoever has the last one goes on, or has to log in
        assert all(status == 200 for _, status in rotating.done)
        rotation.rotate()
        assert max(rotation.taken.values()) == 1
        used = next(iter(rotation.taken))
        assert town.post("/oauth/token", grant_type="refresh_token", client_id="spa", refresh_token=used)[0] == 400
        # bookings: all of them, each guest's with one owner
        found = owners(again.url)
        assert found.total() == len(guests) * BOOKINGS
        assert set(found.values()) <= {BOOKINGS * n for n in range(len(guests) + 1)}
        acknowledged = {guest[0] for guest, status in claiming.done if status == 200}
        assert not acknowledged & set(found)
        token = town.tokens("person@example.org")["access_token"]
        for guest in guests:
            assert town.post("/guests/claim", token, guest_token=guest[1])[0] == 200
        assert list(owners(again.url).values()) == [len(guests) * BOOKINGS]
