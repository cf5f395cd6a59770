"""The audit log has what happened, and no secrets."""

import json
from pathlib import Path

from tests.unit.identity.provider import PASSWORD, SECRET, Provider


def events(idp: Provider) -> list[dict[str, str]]:
    path = idp.identity.node.config.audit_log
    assert isinstance(path, Path)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_events_are_written_without_secrets(idp: Provider) -> None:
    email = idp.person()
    browser = idp.browser()
    browser.submit(browser.get("/u/login"), email=email, password="a wrong secret")
    tokens = idp.tokens(email, scope="openid offline_access")
    refreshed = idp.refresh(tokens["refresh_token"]).json
    idp.refresh(tokens["refresh_token"])
    idp.browser().post("/oauth/token", {"grant_type": "client_credentials", "client_id": "machine",
                                        "client_secret": SECRET + "!"})  # fmt: skip
    written = events(idp)
    names = [event["event.action"] for event in written]
    assert {"login_failed", "logged_in", "code_issued", "code_exchanged", "token_refreshed", "oauth_refused"} <= set(
        names
    )
    logged_in = written[names.index("logged_in")]
    assert (logged_in["user.id"], logged_in["origin.address"]) == (idp.user_id(email), "127.0.0.1")
    assert logged_in["event.type"] == "identity"
    whole = json.dumps(written)
    secrets = [PASSWORD, "a wrong secret", SECRET, *tokens.values(), *refreshed.values(), *browser.cookies.values()]
    assert [secret for secret in secrets if isinstance(secret, str) and len(secret) > 12 and secret in whole
            and secret != tokens["scope"]] == []  # fmt: skip
