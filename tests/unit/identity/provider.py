"""A provider behind a socket, with applications, an API, and people."""

import base64
import hashlib
import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet

from findling.base.clock import FixedClock, SystemClock
from findling.identity.config import IdentityConfig
from findling.identity.oauth.application import described
from findling.identity.service import Identity
from findling.identity.stores.registry import audience_id, client_grant_id
from findling.identity.stores.users import Account
from findling.identity.web.app import IdentityApp
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread, address, bind
from findling.security.authc.secrets import secret_hash
from tests.unit.identity.browser import Answer, Browser

PAGE = "http://127.0.0.1:9701"
CALLBACK = f"{PAGE}/callback"
API = "https://api.example.org"
SECRET = "a secret of the tests that is long enough"
PASSWORD = "correct horse battery staple"
_numbers = itertools.count()


@dataclass
class Provider:
    """url: of its origin; clock: moved by tests"""

    identity: Identity
    url: str
    clock: FixedClock

    def browser(self, languages: str = "en") -> Browser:
        return Browser(self.url, languages)

    def person(self, password: str = PASSWORD, **members: Any) -> str:
        """Makes an account and returns its address."""
        email = f"person-{next(_numbers)}@example.org"
        made = self.identity.users.create(email, self.identity.hash(password), **{"email_verified": True, **members})
        assert made is not None
        return email

    def account(self, email: str) -> Account:
        account = self.identity.users.by_email(email)
        assert account is not None
        return account

    def user_id(self, email: str) -> str:
        return str(self.account(email)["user_id"])

    def request(self, **changes: str | None) -> tuple[str, str]:
        """Returns the target of a request to `/authorize`, and the verifier that its code needs. None leaves out"""
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        parameters: dict[str, str | None] = {
            "client_id": "spa", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid profile email",
            "state": "a state", "nonce": "a nonce", "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="), **changes,
        }  # fmt: skip
        given = {name: value for name, value in parameters.items() if value is not None}
        return f"/authorize?{urlencode(given)}", verifier

    def log_in(
        self, browser: Browser, email: str, password: str = PASSWORD, **changes: str | None
    ) -> tuple[Answer, str]:
        """Logs in by the page; returns the answer that leads back to the application, and the verifier."""
        target, verifier = self.request(**changes)
        page = browser.get(browser.get(target).location)
        sent = browser.submit(page, email=email, password=password)
        assert sent.status == 303, sent.text
        return browser.get(sent.location), verifier

    def exchange(self, code: str, verifier: str, **changes: str) -> Answer:
        """Brings a code to the token endpoint."""
        fields = {"grant_type": "authorization_code", "client_id": "spa", "code": code, "redirect_uri": CALLBACK,
                  "code_verifier": verifier, **changes}  # fmt: skip
        return self.browser().post("/oauth/token", fields)

    def tokens(self, email: str, **changes: Any) -> dict[str, Any]:
        """Logs somebody in and returns the answer of the token endpoint."""
        back, verifier = self.log_in(self.browser(), email, **changes)
        answer = self.exchange(back.parameters["code"], verifier)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def basic(self, client_id: str, secret: str) -> str:
        """Returns the header of an application that says who it is."""
        return "Basic " + base64.b64encode(f"{quote(client_id)}:{quote(secret)}".encode()).decode()

    def header(self, token: str) -> dict[str, Any]:
        """Returns the header of a token, whose signature fits a published key."""
        return dict(self._read(token).header)

    def claims(self, token: str) -> dict[str, Any]:
        """Returns the claims of a token, whose signature fits a published key."""
        return dict(self._read(token).claims)

    def _read(self, token: str) -> jwt.Token:
        keys = KeySet.import_key_set(self.browser().get("/.well-known/jwks.json").json)
        return jwt.decode(token, keys, algorithms=["RS256"])

    def refresh(self, token: str, **changes: str) -> Answer:
        fields = {"grant_type": "refresh_token", "client_id": "spa", "refresh_token": token, **changes}
        return self.browser().post("/oauth/token", fields)


@contextmanager
def provider(folder: Path, **settings: Any) -> Iterator[Provider]:
    """Serves a provider on a free port. settings: of IdentityConfig"""
    clock = FixedClock(SystemClock().now_ms())
    with Node(NodeConfig(folder, sync=False, audit_log=folder / "audit.log"), clock) as node:
        bound = bind("127.0.0.1", 0)
        identity = Identity(node, IdentityConfig(**settings), f"http://{address(bound)}")
        app = IdentityApp(identity)
        register(identity)
        with ServerThread(node, app=app, bound=bound) as server:
            try:
                yield Provider(identity, server.url, clock)
            finally:
                app.close()


def register(identity: Identity) -> None:
    """Registers an application in browsers, a server, and an API."""
    both = {"callbacks": [CALLBACK], "allowed_logout_urls": [PAGE], "web_origins": [PAGE]}
    identity.clients.create(described({"name": "A page", "app_type": "spa", **both}), "spa")
    web = {"name": "A site", "app_type": "regular_web", "secret_hash": secret_hash(SECRET), **both}
    identity.clients.create(described(web), "web")
    machine = {"name": "A server", "app_type": "non_interactive", "secret_hash": secret_hash(SECRET)}
    identity.clients.create(described(machine), "machine")
    scopes = [{"value": "read:films", "description": ""}, {"value": "write:films", "description": ""}]
    server = {"identifier": API, "name": "Films", "scopes": scopes, "token_lifetime": 600, "enforce_policies": False}
    identity.resource_servers.create(server, audience_id(API))
    grant = {"client_id": "machine", "audience": API, "scope": ["read:films"]}
    identity.client_grants.create(grant, client_grant_id("machine", API))
