"""The provider at the node's own port: the console's log-in, management by the node's privileges, mails to oneself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from findling.base.clock import FixedClock, SystemClock
from findling.identity.config import AUDIENCE, CONSOLE, IdentityConfig
from findling.identity.frictionless.own_console import console_pages, register_console
from findling.identity.frictionless.own_realm import trust_own
from findling.identity.service import Identity
from findling.identity.web.app import IdentityApp
from findling.identity.web.brand import readable_on
from findling.identity.web.door import Door
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from tests.reference.api import Answer, Api
from tests.unit.identity.mailbox import Mailbox, mailbox
from tests.unit.identity.provider import Provider

HERE = "http://127.0.0.1:9200/_console/"
ELASTIC = {"authorization": "Basic ZWxhc3RpYzplbGFzdGljLXBhc3N3b3Jk"}
VIEWER = {"authorization": "Basic dmlld2VyOnZpZXdlci1wYXNzd29yZA=="}
DOT = "data:image/png;base64,iVBORw0KGgo="


@dataclass
class Served:
    """A node with security and a provider, whose door is open."""

    idp: Provider
    node: Node
    box: Mailbox

    def ask(self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return Api(self.node).call(method, target, body, ELASTIC if headers is None else headers)

    def token(self, email: str) -> str:
        """Logs somebody in as the console does."""
        asked = {"client_id": CONSOLE, "redirect_uri": HERE, "audience": AUDIENCE}
        back, verifier = self.idp.log_in(self.idp.browser(), email, **asked)
        fields = {"grant_type": "authorization_code", "client_id": CONSOLE, "redirect_uri": HERE,
                  "code": back.parameters["code"], "code_verifier": verifier}  # fmt: skip
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", "/_identity/token", urlencode(fields).encode(), form)
        assert answer.status == 200, answer.text
        return str(answer.body["access_token"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    clock = FixedClock(SystemClock().now_ms())
    config = NodeConfig(tmp_path_factory.mktemp("node"), sync=False, security=True, background=False)
    with mailbox() as box, Node(config, clock) as node:
        assert node.security is not None
        node.security.users.bootstrap("elastic-password")
        identity = Identity(node, IdentityConfig(identity_mail=box.url), "http://127.0.0.1:1")
        register_console(identity, [HERE])
        app = IdentityApp(identity)
        node.kept(Door).open(app)
        with ServerThread(node, app=app) as server:
            identity.url = server.url
            trust_own(identity)
            found = Served(Provider(identity, server.url, clock), node, box)
            viewer = {"password": "viewer-password", "roles": ["viewer"], "email": "viewer@example.org"}
            assert found.ask("PUT", "/_security/user/viewer", viewer).status == 200
            try:
                yield found
            finally:
                app.close()


def test_a_page_finds_the_provider(served: Served) -> None:
    told = served.ask("GET", "/_identity", headers={}).body
    assert told["client_id"] == CONSOLE
    assert told["issuer"] == f"{served.idp.url}/"
    assert told["sends_mail"] is True


def test_people_log_in_by_the_provider_and_are_known(served: Served) -> None:
    email = served.idp.person()
    rule = {"roles": ["viewer"], "enabled": True, "rules": {"field": {"realm.name": "identity"}}}
    served.ask("PUT", "/_security/role_mapping/people", rule)
    who = {"authorization": f"Bearer {served.token(email)}"}
    known = served.ask("GET", "/_security/_authenticate", headers=who).body
    assert known["username"] == served.idp.user_id(email)
    assert known["roles"] == ["viewer"]
    assert served.ask("GET", "/_identity/api/v2/users", headers=who).status == 403
    served.ask("POST", "/_identity/mail", {"subject": "A task has ended"}, who)
    assert served.box.next()["To"] == email


def test_a_code_is_no_more_good_here_than_there(served: Served) -> None:
    fields = {"grant_type": "authorization_code", "client_id": CONSOLE, "redirect_uri": HERE, "code": "none",
              "code_verifier": "a" * 43}  # fmt: skip
    answer = served.ask("POST", "/_identity/token", fields, {"content-type": "application/json"})
    assert answer.status == 400
    assert answer.body["error"] == "invalid_grant"


def test_who_may_manage_security_manages_the_provider(served: Served) -> None:
    page = {"name": "A page", "app_type": "spa", "callbacks": ["https://app.example.org/back"]}
    made = served.ask("POST", "/_identity/api/v2/clients", page)
    assert made.status == 201, made.text
    place = f"/_identity/api/v2/clients/{made.body['client_id']}"
    changed = served.ask("PATCH", place, {"web_origins": ["https://app.example.org"]})
    assert changed.body["web_origins"] == ["https://app.example.org"]
    assert served.ask("POST", f"{place}/rotate-secret").status == 404
    machine = served.ask("POST", "/_identity/api/v2/clients", {"name": "A desk", "app_type": "non_interactive"}).body
    rotated = served.ask("POST", f"/_identity/api/v2/clients/{machine['client_id']}/rotate-secret").body
    assert rotated["client_secret"] != machine["client_secret"]
    assert served.ask("DELETE", place).status == 204
    assert served.ask("GET", place).status == 404
    found = served.ask("GET", "/_identity/api/v2/users?per_page=1&include_totals=true").body
    assert found["limit"] == 1


def test_sessions_are_seen_and_ended(served: Served) -> None:
    email = served.idp.person()
    who = {"authorization": f"Bearer {served.token(email)}"}
    place = f"/_identity/api/v2/users/{served.idp.user_id(email)}/sessions"
    (session,) = served.ask("GET", place).body["sessions"]
    assert session["clients"] == [{"client_id": CONSOLE}]
    assert served.ask("DELETE", f"/_identity/api/v2/sessions/{session['id']}").status == 202
    assert served.ask("GET", place).body["sessions"] == []
    assert served.ask("GET", "/_security/_authenticate", headers=who).status == 401


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_others_do_not(served: Served, method: str) -> None:
    assert served.ask(method, "/_identity/api/v2/clients/x", headers=VIEWER).status == 403
    assert served.ask(method, "/_identity/api/v2/clients/x", headers={}).status == 401


def test_pages_have_a_brand(served: Served) -> None:
    brand = {"service": "Cinema & Co", "colors": {"primary": "#FFD400", "page_background": "#102030"}, "logo": DOT}
    shown = served.ask("POST", "/_identity/api/v2/branding/preview", brand).body["html"]
    assert "--brand: #ffd400; --on-brand: #000000; --brand-ground: #102030" in shown
    assert "Cinema &amp; Co" in shown
    assert "<script" not in shown
    assert served.ask("GET", "/_identity/logo", headers={}).status == 404
    assert served.ask("PATCH", "/_identity/api/v2/branding", brand).body["colors"]["primary"] == "#ffd400"
    browser = served.idp.browser()
    page = browser.get("/u/login").text
    assert "Cinema &amp; Co" in page
    assert '<img class="logo" src="/u/logo' in page
    assert "#ffd400" in browser.get("/u/brand.css").text
    logo = served.ask("GET", "/_identity/logo", headers={})
    assert logo.headers["content-type"] == "image/png"
    served.ask("PATCH", "/_identity/api/v2/branding", {"service": None, "colors": {}, "logo": None})
    assert "brand.css" not in browser.get("/u/login").text


@pytest.mark.parametrize(
    "brand",
    [
        {"colors": {"primary": "red"}},
        {"colors": {"primary": "#fff; } body { display: none"}},
        {"colors": {"other": "#ffffff"}},
        {"logo": "https://example.org/logo.png"},
        {"logo": "data:image/svg+xml;base64,PHN2Zy8+"},
        {"logo": "data:image/png;base64,a"},
        {"logo": DOT + "A" * 90_000},
        {"font": "Comic Sans"},
    ],
)
def test_a_brand_that_is_none_is_refused(served: Served, brand: dict[str, Any]) -> None:
    answer = served.ask("PATCH", "/_identity/api/v2/branding", brand)
    assert answer.status == 400
    assert answer.body["error"] == "invalid_request"


@pytest.mark.parametrize(("color", "text"), [("#ffffff", "#000000"), ("#0b5fa5", "#ffffff"), ("#ffd400", "#000000")])
def test_text_can_be_read_on_any_colour(color: str, text: str) -> None:
    assert readable_on(color) == text


def test_mails_go_to_who_asks_only(served: Served) -> None:
    answer = served.ask("POST", "/_identity/mail", {"subject": "Owls", "text": "12 were found", "to": "x"}, VIEWER)
    assert answer.status == 200, answer.text
    mail = served.box.next()
    assert (mail["To"], mail["Subject"]) == ("viewer@example.org", "Owls")
    assert served.ask("POST", "/_identity/mail", {"subject": "Owls"}).status == 400  # elastic has no address
    assert served.ask("POST", "/_identity/mail", {"subject": "a\r\nBcc: x@example.org"}, VIEWER).status == 400
    assert served.ask("POST", "/_identity/mail", {"subject": 1}, VIEWER).status == 400
    statuses = [served.ask("POST", "/_identity/mail", {"subject": "Owls"}, VIEWER).status for _ in range(30)]
    assert statuses == [200] * 29 + [429]


def test_an_address_that_was_not_verified_gets_no_mails(served: Served) -> None:
    who = {"authorization": f"Bearer {served.token(served.idp.person(email_verified=False))}"}
    assert served.ask("POST", "/_identity/mail", {"subject": "Owls"}, who).status == 400


def test_places_that_administrators_named_stay(served: Served) -> None:
    clients = served.idp.identity.clients
    clients.change(CONSOLE, lambda entry: {**entry, "callbacks": ["https://search.example.org/_console/"]})
    register_console(served.idp.identity, [HERE])
    entry = clients.get(CONSOLE)
    assert entry is not None
    assert entry["callbacks"] == ["https://search.example.org/_console/", HERE]
    assert entry["allowed_logout_urls"] == [HERE]


def test_where_the_console_is() -> None:
    names = ["http://127.0.0.1:9200/_console/", "http://localhost:9200/_console/"]
    assert console_pages("http", "127.0.0.1:9200") == names
    assert console_pages("http", "0.0.0.0:9200") == names
    assert console_pages("https", "10.0.0.7:9200") == ["https://10.0.0.7:9200/_console/"]


@pytest.mark.parametrize("target", ["/_identity", "/_identity/logo", "/_identity/api/v2/users"])
def test_without_a_provider_there_is_nothing(tmp_path: Path, target: str) -> None:
    with Node(NodeConfig(tmp_path, sync=False, background=False)) as node:
        assert Api(node).call("GET", target).status == 404


def test_without_security_nobody_manages_the_provider(tmp_path: Path) -> None:
    with Node(NodeConfig(tmp_path, sync=False, background=False)) as node:
        identity = Identity(node, IdentityConfig(), "http://127.0.0.1:1")
        app = IdentityApp(identity)
        node.kept(Door).open(app)
        try:
            assert Api(node).call("GET", "/_identity").status == 200
            assert Api(node).call("GET", "/_identity/api/v2/users").status == 404
            assert Api(node).call("POST", "/_identity/mail", {"subject": "x"}).status == 400
        finally:
            app.close()
