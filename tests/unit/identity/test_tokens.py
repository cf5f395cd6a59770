"""Refresh tokens, applications' own tokens, revocation, introspection."""

import pytest

from tests.unit.identity.provider import API, SECRET, Provider

OFFLINE = "openid offline_access read:films"


def test_a_refresh_token_is_exchanged_for_the_next(idp: Provider) -> None:
    first = idp.tokens(idp.person(), scope=OFFLINE, audience=API)
    second = idp.refresh(first["refresh_token"])
    assert second.status == 200
    assert second.json["refresh_token"] != first["refresh_token"]
    assert second.json["scope"] == first["scope"]
    assert "id_token" in second.json
    assert idp.refresh(second.json["refresh_token"]).status == 200


def test_a_second_use_of_a_refresh_token_ends_its_whole_family(idp: Provider) -> None:
    first = idp.tokens(idp.person(), scope=OFFLINE)
    second = idp.refresh(first["refresh_token"]).json
    assert idp.refresh(first["refresh_token"]).json["error"] == "invalid_grant"
    assert idp.refresh(second["refresh_token"]).json["error"] == "invalid_grant"
    assert idp.browser().get("/userinfo", authorization=f"Bearer {second['access_token']}").status == 401


def test_fewer_scopes_may_be_asked_for_but_not_more(idp: Provider) -> None:
    first = idp.tokens(idp.person(), scope=OFFLINE, audience=API)
    fewer = idp.refresh(first["refresh_token"], scope="openid").json
    assert fewer["scope"] == "openid"
    assert idp.refresh(fewer["refresh_token"], scope="write:films").json["error"] == "invalid_scope"
    assert idp.refresh(fewer["refresh_token"]).json["scope"] == OFFLINE  # a refused request uses nothing up


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"refresh_token": "nothing"}, "invalid_grant"),
        ({"client_id": "web", "client_secret": SECRET}, "invalid_grant"),
        ({"client_id": "machine", "client_secret": SECRET}, "unauthorized_client"),
    ],
)
def test_whose_refresh_token_it_is_not(idp: Provider, changes: dict[str, str], error: str) -> None:
    token = idp.tokens(idp.person(), scope=OFFLINE)["refresh_token"]
    assert idp.refresh(token, **changes).json["error"] == error
    assert idp.refresh(token).status == 200


def test_a_refresh_token_that_nobody_uses_is_over_after_a_while(idp: Provider) -> None:
    token = idp.tokens(idp.person(), scope=OFFLINE)["refresh_token"]
    idp.clock.advance(16 * 24 * 3600 * 1000)
    assert idp.refresh(token).json["error"] == "invalid_grant"


def test_a_new_password_ends_what_was_granted(idp: Provider) -> None:
    email = idp.person()
    tokens = idp.tokens(email, scope=OFFLINE)
    idp.identity.users.set_password(idp.user_id(email), idp.identity.hash("another password"))
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert idp.browser().get("/userinfo", authorization=f"Bearer {tokens['access_token']}").status == 401


@pytest.mark.parametrize("by", ["basic", "post", "json"])
def test_an_application_gets_a_token_of_its_own(idp: Provider, by: str) -> None:
    fields = {"grant_type": "client_credentials", "audience": API}
    secret = {"client_id": "machine", "client_secret": SECRET}
    if by == "basic":
        answer = idp.browser().post("/oauth/token", fields, authorization=idp.basic("machine", SECRET))
    elif by == "post":
        answer = idp.browser().post("/oauth/token", {**fields, **secret})
    else:
        answer = idp.browser().send("POST", "/oauth/token", {**fields, **secret})
    assert answer.status == 200, answer.text
    assert answer.json["scope"] == "read:films"
    assert answer.json["expires_in"] == 600
    assert "refresh_token" not in answer.json
    assert idp.claims(answer.json["access_token"])["sub"] == "machine@clients"
    assert idp.browser().get("/userinfo", authorization=f"Bearer {answer.json['access_token']}").status == 401


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"audience": ""}, 400, "invalid_request"),
        ({"audience": "https://nobody.example.org"}, 400, "unauthorized_client"),
        ({"scope": "write:films"}, 400, "invalid_scope"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "web"}, 400, "unauthorized_client"),
        ({"client_id": "spa"}, 401, "invalid_client"),
    ],
)
def test_what_an_application_is_not_given(idp: Provider, changes: dict[str, str], status: int, error: str) -> None:
    fields = {"grant_type": "client_credentials", "audience": API, "client_id": "machine", "client_secret": SECRET}
    answer = idp.browser().post("/oauth/token", {**fields, **changes})
    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.json["error_description"]


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
def test_revoking_a_token_ends_its_grant(idp: Provider, which: str) -> None:
    tokens = idp.tokens(idp.person(), scope=OFFLINE)
    revoked = idp.browser().post("/oauth/revoke", {"client_id": "spa", "token": tokens[which]})
    assert revoked.status == 200
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert idp.browser().get("/userinfo", authorization=f"Bearer {tokens['access_token']}").status == 401
    assert idp.browser().post("/oauth/revoke", {"client_id": "spa", "token": tokens[which]}).status == 200


def test_others_cannot_revoke_a_token_and_unknown_ones_need_not_be(idp: Provider) -> None:
    tokens = idp.tokens(idp.person(), scope=OFFLINE)
    stranger = {"client_id": "web", "client_secret": SECRET, "token": tokens["refresh_token"]}
    assert idp.browser().post("/oauth/revoke", stranger).json["error"] == "invalid_grant"
    assert idp.refresh(tokens["refresh_token"]).status == 200
    assert idp.browser().post("/oauth/revoke", {"client_id": "spa", "token": "nothing"}).status == 200
    assert idp.browser().post("/oauth/revoke", {"client_id": "spa"}).json["error"] == "invalid_request"


def test_introspection_tells_those_who_may_know(idp: Provider) -> None:
    email = idp.person()
    tokens = idp.tokens(email, scope=OFFLINE, audience=API)
    asked = {"token": tokens["access_token"]}
    told = idp.browser().post("/oauth/introspect", asked, authorization=idp.basic("machine", SECRET)).json
    assert (told["active"], told["sub"], told["client_id"]) == (True, idp.user_id(email), "spa")
    stranger = idp.browser().post("/oauth/introspect", asked, authorization=idp.basic("web", SECRET))
    assert stranger.json == {"active": False}
    assert idp.browser().post("/oauth/introspect", {**asked, "client_id": "spa"}).status == 401
    idp.browser().post("/oauth/revoke", {"client_id": "spa", "token": tokens["access_token"]})
    after = idp.browser().post("/oauth/introspect", asked, authorization=idp.basic("machine", SECRET))
    assert after.json == {"active": False}


@pytest.mark.parametrize("token", ["", "a.b.c", "nothing", "e30.e30.e30"])
def test_userinfo_refuses_what_is_no_token(idp: Provider, token: str) -> None:
    answer = idp.browser().get("/userinfo", authorization=f"Bearer {token}")
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_id_token_is_no_access_token(idp: Provider) -> None:
    tokens = idp.tokens(idp.person())
    assert idp.browser().get("/userinfo", authorization=f"Bearer {tokens['id_token']}").status == 401


def test_rotated_keys_log_nobody_out(idp: Provider) -> None:
    tokens = idp.tokens(idp.person())
    before = idp.header(tokens["access_token"])["kid"]
    now = idp.identity.keys.rotate()
    published = [key["kid"] for key in idp.browser().get("/.well-known/jwks.json").json["keys"]]
    assert published[0] == now
    assert before in published
    assert len(published) == 3
    assert idp.browser().get("/userinfo", authorization=f"Bearer {tokens['access_token']}").status == 200
    assert idp.header(idp.tokens(idp.person())["access_token"])["kid"] == now
    assert idp.identity.keys.revoke_previous() == before
    assert idp.browser().get("/userinfo", authorization=f"Bearer {tokens['access_token']}").status == 401
