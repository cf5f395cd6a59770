"""What ASVS asks for of authentication and sessions where no other test looks: see docs/identity-asvs.md."""

import itertools
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from findling.identity.config import IdentityConfig
from findling.identity.service import Identity
from findling.identity.web.app import IdentityApp
from findling.identity.web.request import Request
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.unit.identity.provider import PASSWORD, Provider

LONG = "ä long passphrase, with  spaces and 🔑, " * 3


def test_long_passwords_are_taken_whole(idp: Provider) -> None:
    users, browser, email = idp.identity.users, idp.browser(), "long@example.org"
    assert browser.submit(browser.get("/u/signup"), email=email, password=LONG).status == 303
    account = users.by_email(email)
    assert account is not None
    assert account["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    for other in (LONG[:-1], LONG[:64], LONG.strip(), LONG.replace("  ", " "), LONG.lower().upper()):
        attempt = idp.identity.sign_in.attempt(email, other, f"10.0.0.{len(other)}")
        assert attempt.account is None, other
    assert idp.identity.sign_in.attempt(email, LONG, "10.0.0.1").account is not None


@pytest.mark.parametrize("page", ["/u/login", "/u/signup", "/u/reset-request"])
def test_password_managers_and_pasting_are_not_kept_away(idp: Provider, page: str) -> None:
    text = idp.browser().get(page).text
    assert 'autocomplete="off"' not in text
    assert "onpaste" not in text
    for asked in ("question", "hint?", "mother"):
        assert asked not in text.lower()
    if "password" in text:
        assert 'type="password"' in text or page == "/u/reset-request"


def test_a_new_provider_knows_nobody(tmp_path: Path) -> None:
    with Node(NodeConfig(tmp_path / "data", sync=False, background=False)) as node:
        identity = Identity(node, IdentityConfig(), "http://127.0.0.1:1")
        try:
            assert identity.users.search({"query": {"match_all": {}}}).total == 0
            assert not list(identity.clients.all())
            assert identity.sign_in.attempt("admin@example.org", "admin", "10.0.0.1").account is None
        finally:
            identity.close()


def test_cookies_over_https_are_for_this_host_alone(tmp_path: Path) -> None:
    with Node(NodeConfig(tmp_path / "data", sync=False, background=False)) as node:
        identity = Identity(node, IdentityConfig(), "https://login.example.org")
        app = IdentityApp(identity)
        try:
            identity.users.create("ann@example.org", identity.hash(PASSWORD), email_verified=True)
            shown = app.handle(Request("GET", "/u/login", "", {"accept": "text/html"}))
            (line,) = (value for name, value in shown.headers if name == "set-cookie")
            ((name, morsel),) = SimpleCookie(line).items()
            assert name.startswith("__Host-")
            assert (morsel["path"], morsel["domain"], morsel["samesite"]) == ("/", "", "Lax")
            assert morsel["secure"]
            assert morsel["httponly"]
            assert not morsel["expires"]
            assert not morsel["max-age"]
        finally:
            app.close()


def test_sessions_are_random_and_kept_as_hashes(idp: Provider) -> None:
    email, cookies = idp.person(), []
    for _ in range(3):
        browser = idp.browser()
        idp.log_in(browser, email)
        cookies.append(browser.cookies["findling_session"])
    assert all(len(cookie) >= 43 for cookie in cookies), "256 bits"
    assert all(left[:4] != right[:4] for left, right in itertools.combinations(cookies, 2))
    kept = [str(record) for record in idp.identity.sessions._records.all("session").values()]
    assert not any(cookie in text for cookie in cookies for text in kept)


def test_tokens_and_sessions_are_never_in_urls(idp: Provider) -> None:
    back, verifier = idp.log_in(idp.browser(), idp.person())
    assert set(back.parameters) == {"code", "state", "iss"}
    made = idp.exchange(back.parameters["code"], verifier).json
    assert made["access_token"] not in back.location
    discovery = idp.browser().get("/.well-known/openid-configuration").json
    assert discovery["response_types_supported"] == ["code"], "no token comes by a URL"
