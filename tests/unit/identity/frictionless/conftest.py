"""A cinema: a provider, Findling that trusts it, bookings that have owners, and a service for text messages."""

import json
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock, SystemClock
from findling.identity.config import AUDIENCE, IdentityConfig
from findling.identity.frictionless.own_realm import trust_own
from findling.identity.service import Identity
from findling.identity.web.app import IdentityApp
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.api import Answer, Api
from tests.unit.identity.browser import Answer as PageAnswer
from tests.unit.identity.provider import Provider, register

ELASTIC = {"authorization": "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk"}
ROLE = {
    "indices": [
        {
            "names": ["bookings"],
            "privileges": ["create_doc", "auto_configure", "read"],
            "query": {"template": {"source": '{"term": {"owner": "{{_user.username}}"}}'}},
        },
    ]
}
RULE = {"indices": ["bookings"], "field": "owner", "email_field": "contact.email", "phone_field": "contact.mobile"}
_KEYWORD = {"type": "keyword"}
MAPPINGS = {"properties": {"owner": _KEYWORD, "contact": {"properties": {"email": _KEYWORD, "mobile": _KEYWORD}}}}


class Phone:
    """A service that takes messages. broken: how many times it fails"""

    def __init__(self) -> None:
        self.messages: queue.Queue[dict[str, str]] = queue.Queue()
        self.broken = 0
        phone = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                phone.broken -= 1
                if phone.broken < 0:
                    phone.messages.put(body)
                self.send_response(204 if phone.broken < 0 else 503)
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms"

    def code(self) -> str:
        """Waits for a message and returns the code in it."""
        found = re.match(r"(\d{6}) is your code", self.messages.get(timeout=10)["text"])
        assert found
        return found[1]


class Cinema:
    """idp: the provider; node: with bookings"""

    def __init__(self, idp: Provider, node: Node, phone: Phone) -> None:
        self.idp = idp
        self.api = Api(node)
        self.phone = phone

    def administer(self, method: str, target: str, body: Any = None) -> Answer:
        return self.api.call(method, target, body, ELASTIC)

    def as_(self, token: str, method: str, target: str, body: Any = None) -> Answer:
        return self.api.call(method, target, body, {"authorization": f"Bearer {token}"})

    def guest(self) -> dict[str, Any]:
        answer = self.idp.browser().post("/guests", {"client_id": "spa", "audience": AUDIENCE})
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def token(self, email: str) -> str:
        return str(self.idp.tokens(email, audience=AUDIENCE)["access_token"])

    def post(self, token: str, target: str, **fields: str) -> PageAnswer:
        return self.idp.browser().post(target, fields, authorization=f"Bearer {token}")

    def book(self, token: str, **members: Any) -> Answer:
        return self.as_(token, "POST", "/bookings/_doc?refresh=true", {"film": "Metropolis", **members})

    def seen(self, token: str) -> list[Any]:
        """Returns what somebody sees of the bookings."""
        answer = self.as_(token, "GET", "/bookings/_search")
        assert answer.status == 200, answer.text
        return [hit["_source"] for hit in answer.body["hits"]["hits"]]


@contextmanager
def opened(folder: Path) -> Iterator[Cinema]:
    phone = Phone()
    thread = threading.Thread(target=phone.server.serve_forever, args=(0.01,))
    thread.start()
    clock = FixedClock(SystemClock().now_ms())
    config = NodeConfig(folder, sync=False, security=True, audit_log=folder / "audit.log", background=False)
    try:
        with Node(config, clock) as node:
            assert node.security is not None
            node.security.users.bootstrap("elastic-password")
            settings = IdentityConfig(identity_guests=(AUDIENCE,), identity_messages=phone.url)
            identity = Identity(node, settings, "http://127.0.0.1:1")
            app = IdentityApp(identity)
            register(identity)
            with ServerThread(node, app=app) as server:
                identity.url = server.url
                trust_own(identity)
                cinema = Cinema(Provider(identity, server.url, clock), node, phone)
                cinema.administer("PUT", "/_security/role/visitor", ROLE)
                rule = {"roles": ["visitor"], "enabled": True, "rules": {"field": {"realm.name": "identity"}}}
                cinema.administer("PUT", "/_security/role_mapping/visitors", rule)
                cinema.administer("PUT", "/_security/ownership/bookings", RULE)
                cinema.administer("PUT", "/bookings", {"mappings": MAPPINGS})
                try:
                    yield cinema
                finally:
                    app.close()
    finally:
        phone.server.shutdown()
        thread.join()
        phone.server.server_close()


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    with opened(tmp_path_factory.mktemp("cinema")) as made:
        yield made
