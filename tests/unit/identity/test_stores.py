"""Single use and one account an address, however many ask at once; nothing is half there after a start anew."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from findling.identity.config import IdentityConfig, public_url
from findling.identity.service import Identity
from findling.identity.stores.tokens import Granted
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.unit.identity.provider import Provider

AT_ONCE = 8
URL = "http://127.0.0.1:9600"


@pytest.fixture(scope="module")
def many() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool


def at_once(many: ThreadPoolExecutor, call: Callable[[], Any]) -> list[Any]:
    """Returns what several calls at the same time return."""
    return [future.result() for future in [many.submit(call) for _ in range(AT_ONCE)]]


def granted(idp: Provider) -> tuple[str, Granted]:
    return idp.identity.tokens.grant(
        user_id=idp.user_id(idp.person()), generation=0, client_id="spa", scope="offline_access", audience=None,
        session_id=None, auth_time=0, methods=["pwd"],
    )  # fmt: skip


def test_a_code_is_redeemed_by_one(idp: Provider, many: ThreadPoolExecutor) -> None:
    code, what = granted(idp)
    found = at_once(many, lambda: idp.identity.tokens.redeem(code, "spa"))
    assert len([one for one in found if one is not None]) <= 1
    assert not idp.identity.tokens.is_valid(what.family)  # the others have stolen it, or were stolen from


def test_a_refresh_token_is_rotated_by_one(idp: Provider, many: ThreadPoolExecutor) -> None:
    _, what = granted(idp)
    token = idp.identity.tokens.refresh_token(what)
    found = at_once(many, lambda: idp.identity.tokens.rotate(token, what))
    assert len([one for one in found if one is not None]) == 1
    assert not idp.identity.tokens.is_valid(what.family)


def test_a_ticket_is_used_by_one(idp: Provider, many: ThreadPoolExecutor) -> None:
    ticket = idp.identity.tickets.create("reset", "somebody")
    found = at_once(many, lambda: idp.identity.tickets.use("reset", ticket))
    assert len([one for one in found if one is not None]) == 1


def test_an_address_gets_one_account(idp: Provider, many: ThreadPoolExecutor) -> None:
    found = at_once(many, lambda: idp.identity.users.create("once@example.org", None))
    made = [one for one in found if one is not None]
    assert len(made) == 1
    search = idp.identity.users.search({"query": {"term": {"email": "once@example.org"}}})
    assert [document.source["user_id"] for document in search.documents] == [made[0]["user_id"]]


def test_changes_at_once_are_all_made(idp: Provider, many: ThreadPoolExecutor) -> None:
    user_id = idp.user_id(idp.person())

    def count() -> object:
        return idp.identity.users.change(user_id, lambda old: {**old, "logins_count": old["logins_count"] + 1})

    at_once(many, count)
    account = idp.identity.users.get(user_id)
    assert account is not None
    assert account["logins_count"] == AT_ONCE


def test_what_was_kept_is_there_after_a_start_anew(tmp_path: Path) -> None:
    config = NodeConfig(tmp_path, background=False)
    with Node(config) as node:
        identity = Identity(node, IdentityConfig(), URL)
        account = identity.users.create("kept@example.org", identity.hash("a long enough one"))
        assert account is not None
        cookie, _ = identity.sessions.start(account, ["pwd"], None, None)
        ticket = identity.tickets.create("reset", account["user_id"])
        kid = identity.keys.current().kid
        identity.close()
    with Node(config) as node:
        identity = Identity(node, IdentityConfig(), URL)
        session = identity.sessions.find(cookie)
        assert session is not None
        assert session.user_id == account["user_id"]
        assert identity.sign_in.attempt("kept@example.org", "a long enough one", None).account == account
        assert identity.tickets.use("reset", ticket) is not None
        assert identity.keys.current().kid == kid
        identity.close()


def test_what_is_over_is_removed_in_the_background(tmp_path: Path, idp: Provider) -> None:
    ticket = idp.identity.tickets.create("reset", "somebody", lifetime_ms=1000)
    account = idp.account(idp.person())
    cookie, _ = idp.identity.sessions.start(account, ["pwd"], None, None)
    idp.clock.advance(2000)
    idp.identity.node.system.expire()
    assert idp.identity.tickets.use("reset", ticket) is None
    assert idp.identity.sessions.find(cookie) is not None


def test_nobody_reads_accounts_by_the_search_api(idp: Provider) -> None:
    from findling.rest.app import create_app
    from findling.rest.request import Request

    idp.person()
    app = create_app(idp.identity.node)
    for path in ("/.findling-identity/_search", "/.findling-identity-sessions/_search", "/_all/_search", "/*/_search"):
        answer = app.handle(Request("GET", path, {}, {}, {}))
        assert b"example.org" not in answer.body
    refused = app.handle(Request("PUT", "/.findling-identity", {}, {}, {}))
    assert refused.status == 400


@pytest.mark.parametrize(
    "url",
    ["", "login.example.org", "http://login.example.org", "https://a.example.org/path", "ftp://localhost",
     "https://a.example.org/?q", "https://user@a.example.org"],
)  # fmt: skip
def test_where_no_provider_can_be(url: str) -> None:
    with pytest.raises(ValueError):
        public_url(url)


@pytest.mark.parametrize("url", ["https://login.example.org", "http://127.0.0.1:9600/", "http://app.localhost:1"])
def test_where_a_provider_can_be(url: str) -> None:
    assert public_url(url) == url.rstrip("/")
