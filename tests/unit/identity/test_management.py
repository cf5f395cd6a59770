"""The API of administrators, over a socket, with tokens of an application that may use it."""

from dataclasses import dataclass
from typing import Any

import pytest

from findling.identity.oauth.management_scopes import MANAGEMENT_SCOPES
from findling.identity.stores.registry import client_grant_id
from tests.unit.identity.browser import Answer
from tests.unit.identity.provider import API, CALLBACK, PASSWORD, SECRET, Provider


@dataclass
class Administrator:
    """Asks with a token of all scopes."""

    idp: Provider
    token: str

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        return self.idp.browser().send(method, f"/api/v2{path}", body, authorization=f"Bearer {self.token}")


def token(idp: Provider, *scopes: str) -> str:
    """Returns a token of the application `machine` with these scopes."""
    audience = f"{idp.url}/api/v2/"
    grant = {"client_id": "machine", "audience": audience, "scope": list(MANAGEMENT_SCOPES)}
    idp.identity.client_grants.create(grant, client_grant_id("machine", audience))
    fields = {"grant_type": "client_credentials", "audience": audience, "client_id": "machine",
              "client_secret": SECRET, "scope": " ".join(scopes)}  # fmt: skip
    return str(idp.browser().post("/oauth/token", fields).json["access_token"])


@pytest.fixture(scope="module")
def admin(idp: Provider) -> Administrator:
    return Administrator(idp, token(idp))


def test_a_user_is_created_changed_and_removed(admin: Administrator, idp: Provider) -> None:
    body = {"email": "Ada@Example.org", "password": PASSWORD, "connection": "people",
            "user_metadata": {"seat": "4C", "row": 1}, "app_metadata": {"plan": "gold"},
            "given_name": "Ada"}  # fmt: skip
    made = admin.ask("POST", "/users", body)
    assert made.status == 201, made.text
    user_id = made.json["user_id"]
    assert made.json["email"] == "ada@example.org"
    assert "password" not in made.json
    assert "generation" not in made.json
    assert admin.ask("POST", "/users", body).status == 409
    assert admin.ask("GET", f"/users/{user_id}").json == made.json
    assert admin.ask("GET", "/users-by-email?email=ADA@example.org").json == [made.json]
    changed = admin.ask(
        "PATCH", f"/users/{user_id}", {"user_metadata": {"seat": None, "aisle": True}, "name": "Ada L."}
    )
    assert changed.json["user_metadata"] == {"row": 1, "aisle": True}
    assert changed.json["name"] == "Ada L."
    assert idp.identity.sign_in.attempt("ada@example.org", PASSWORD, None).account is not None
    assert admin.ask("DELETE", f"/users/{user_id}").status == 204
    assert admin.ask("DELETE", f"/users/{user_id}").status == 404
    assert admin.ask("GET", f"/users/{user_id}").json["error"] == "not_found"
    assert admin.ask("POST", "/users", body).status == 201  # the address is free again


def test_another_address_is_taken_or_free(admin: Administrator, idp: Provider) -> None:
    one, two = idp.person(), idp.person()
    user_id = idp.user_id(one)
    assert admin.ask("PATCH", f"/users/{user_id}", {"email": two}).status == 409
    moved = admin.ask("PATCH", f"/users/{user_id}", {"email": "moved@example.org"})
    assert (moved.json["email"], moved.json["email_verified"]) == ("moved@example.org", False)
    assert idp.identity.users.by_email(one) is None
    assert idp.identity.sign_in.attempt("moved@example.org", PASSWORD, None).account is not None


@pytest.mark.parametrize("change", [{"password": "a completely new one"}, {"blocked": True}])
def test_a_password_or_a_block_ends_what_was_granted(
    admin: Administrator, idp: Provider, change: dict[str, Any]
) -> None:
    email = idp.person()
    tokens = idp.tokens(email, scope="openid offline_access")
    assert admin.ask("PATCH", f"/users/{idp.user_id(email)}", change).status == 200
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert admin.ask("GET", f"/users/{idp.user_id(email)}/sessions").json == {"sessions": []}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "[email] is required"),
        ({"email": "nobody"}, "[email] must be an e-mail address"),
        ({"email": "a@example.org", "password": "short"}, "[password] is too weak"),
        ({"email": "a@example.org", "password": 1}, "[password] must be a text"),
        ({"email": "a@example.org", "blocked": "yes"}, "[blocked] must be true or false"),
        ({"email": "a@example.org", "user_metadata": []}, "[user_metadata] must be an object"),
        ({"email": "a@example.org", "user_metadata": {"a": "x" * 20_000}}, "[user_metadata] must be an object"),
        ({"email": "a@example.org", "user_id": "auth0|1"}, "unknown member [user_id]"),
        ({"email": "a@example.org", "generation": 1}, "unknown member [generation]"),
    ],
)
def test_what_no_user_can_be(admin: Administrator, body: dict[str, Any], said: str) -> None:
    answer = admin.ask("POST", "/users", body)
    assert answer.status == 400
    assert said in answer.json["error_description"]


def test_users_are_listed_and_searched(admin: Administrator, idp: Provider) -> None:
    for number in range(5):
        idp.person(given_name="Grace", user_metadata={"film": f"film {number}"}, logins_count=number)
    page = admin.ask("GET", "/users?per_page=2&page=1&include_totals=true&sort=email:1&q=grace").json
    assert (page["total"], page["start"], page["length"], len(page["users"])) == (5, 2, 2, 2)
    assert len(admin.ask("GET", "/users?per_page=3&q=grace").json) == 3
    body = {
        "query": {"bool": {"must": [{"match": {"given_name.text": "grace"}}], "filter": [
            {"range": {"logins_count": {"gte": 1}}}, {"terms": {"user_metadata.film": ["film 1", "film 2"]}}]}},
        "sort": [{"logins_count": "desc"}], "size": 1,
        "aggs": {"films": {"terms": {"field": "logins_count"}}},
    }  # fmt: skip
    found = admin.ask("POST", "/users/_search", body)
    assert found.status == 200, found.text
    assert (found.json["total"], found.json["count"]) == (2, 1)
    assert found.json["users"][0]["user_metadata"] == {"film": "film 2"}
    assert {bucket["key"] for bucket in found.json["aggregations"]["films"]["buckets"]} == {1, 2}
    assert "password" not in found.text


@pytest.mark.parametrize(
    "body",
    [
        {"query": {"term": {"password": "x"}}},
        {"query": {"term": {"kind": "account"}}},
        {"query": {"script": {"script": "true"}}},
        {"query": {"terms": {"email": {"index": "other", "id": "1", "path": "a"}}}},
        {"query": {"match_al": {}}},
        {"sort": ["generation"]},
        {"size": -1},
        {"_source": ["password"]},
        {"aggs": {"a": {"terms": {"field": "kind"}}}},
        [],
    ],
)
def test_what_cannot_be_searched_for(admin: Administrator, body: object) -> None:
    answer = admin.ask("POST", "/users/_search", body)
    assert answer.status == 400, answer.text
    assert answer.json["error"] == "invalid_request"


@pytest.mark.parametrize("query", ["page=-1", "per_page=x", "sort=password:1", "page=1000000&per_page=100"])
def test_what_cannot_be_listed(admin: Administrator, query: str) -> None:
    assert admin.ask("GET", f"/users?{query}").status == 400


def test_an_application_is_registered_and_used(admin: Administrator, idp: Provider) -> None:
    body = {"name": "Cinema", "app_type": "regular_web", "callbacks": [CALLBACK]}
    made = admin.ask("POST", "/clients", body)
    assert made.status == 201, made.text
    client_id, secret = made.json["client_id"], made.json["client_secret"]
    assert "secret_hash" not in made.text
    assert "client_secret" not in admin.ask("GET", f"/clients/{client_id}").json
    back, verifier = idp.log_in(idp.browser(), idp.person(), client_id=client_id, scope="openid offline_access")
    credentials = {"client_id": client_id, "client_secret": secret}
    tokens = idp.exchange(back.parameters["code"], verifier, **credentials).json
    rotated = admin.ask("POST", f"/clients/{client_id}/rotate-secret").json["client_secret"]
    assert idp.refresh(tokens["refresh_token"], **credentials).status == 401
    again = {"client_id": client_id, "client_secret": rotated}
    assert idp.refresh(tokens["refresh_token"], **again).status == 200
    renamed = admin.ask("PATCH", f"/clients/{client_id}", {"name": "Another"})
    assert renamed.json["name"] == "Another"
    assert [one["client_id"] for one in admin.ask("GET", "/clients?name=Another").json] == [client_id]
    assert admin.ask("DELETE", f"/clients/{client_id}").status == 204
    assert idp.refresh(tokens["refresh_token"], **again).json["error"] == "invalid_client"
    assert admin.ask("GET", f"/clients/{client_id}").status == 404


def test_an_application_may_be_called_from_its_pages_at_once(admin: Administrator, idp: Provider) -> None:
    origin = "https://fresh.example.org"
    asked = {"origin": origin}
    assert "access-control-allow-origin" not in idp.browser().ask("OPTIONS", "/oauth/token", headers=asked).headers
    admin.ask("POST", "/clients", {"name": "Fresh", "callbacks": [f"{origin}/callback"]})
    allowed = idp.browser().ask("OPTIONS", "/oauth/token", headers=asked)
    assert allowed.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("callbacks", ["/relative"]),
        ("callbacks", ["https://*.example.org/"]),
        ("callbacks", ["https://a.example.org/#fragment"]),
        ("callbacks", ["https://a.example.org/ü"]),
        ("callbacks", ["https://a.example.org/\r\nx: y"]),
        ("callbacks", ["javascript:alert(1)"]),
        ("callbacks", ["https://[bad"]),
        ("callbacks", "https://a.example.org/"),
        ("web_origins", ["https://a.example.org/path"]),
        ("app_type", "toaster"),
        ("grant_types", ["password"]),
        ("grant_types", ["client_credentials"]),
        ("name", ""),
        ("name", None),
        ("secret_hash", "x"),
        ("client_secret", "short"),
    ],
)
def test_what_no_application_can_be(admin: Administrator, member: str, value: object) -> None:
    answer = admin.ask("POST", "/clients", {"name": "One", member: value})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_an_api_by_roles_gives_people_what_their_roles_permit(admin: Administrator, idp: Provider) -> None:
    audience = "https://bookings.example.org"
    scopes = [{"value": "read:bookings"}, {"value": "delete:bookings"}]
    body = {"identifier": audience, "scopes": scopes, "enforce_policies": True}
    made = admin.ask("POST", "/resource-servers", body)
    assert made.status == 201, made.text
    assert admin.ask("POST", "/resource-servers", body).status == 409
    role = admin.ask("POST", "/roles", {"name": "cashier"}).json
    permission = {"permission_name": "read:bookings", "resource_server_identifier": audience}
    assert admin.ask("POST", f"/roles/{role['id']}/permissions", {"permissions": [permission]}).status == 201
    wrong = {"permissions": [{**permission, "permission_name": "fly"}]}
    assert admin.ask("POST", f"/roles/{role['id']}/permissions", wrong).status == 400
    email = idp.person()
    user_id = idp.user_id(email)
    everything = "openid read:bookings delete:bookings"
    assert idp.tokens(email, audience=audience, scope=everything)["scope"] == "openid"
    assert admin.ask("POST", f"/users/{user_id}/roles", {"roles": [role["id"]]}).status == 204
    assert admin.ask("POST", f"/users/{user_id}/roles", {"roles": ["nothing"]}).status == 400
    tokens = idp.tokens(email, audience=audience, scope=everything)
    assert tokens["scope"] == "openid read:bookings"
    claims = idp.claims(tokens["access_token"])
    assert (claims["permissions"], claims["roles"]) == (["read:bookings"], ["cashier"])
    assert [one["user_id"] for one in admin.ask("GET", f"/roles/{role['id']}/users").json] == [user_id]
    assert admin.ask("GET", f"/users/{user_id}/permissions").json == [permission]
    assert admin.ask("DELETE", f"/users/{user_id}/roles", {"roles": [role["id"]]}).status == 204
    assert admin.ask("GET", f"/users/{user_id}/roles").json == []
    assert admin.ask("DELETE", f"/roles/{role['id']}/permissions", {"permissions": [permission]}).status == 204
    assert admin.ask("GET", f"/roles/{role['id']}/permissions").json == []


def test_grants_of_apis_to_applications(admin: Administrator, idp: Provider) -> None:
    body = {"client_id": "web", "audience": API, "scope": ["read:films"]}
    made = admin.ask("POST", "/client-grants", body).json
    assert admin.ask("GET", "/client-grants?client_id=web").json == [made]
    assert admin.ask("POST", "/client-grants", {**body, "scope": ["fly"]}).status == 400
    assert admin.ask("POST", "/client-grants", {**body, "client_id": "nobody"}).status == 400
    assert admin.ask("PATCH", f"/client-grants/{made['id']}", {"scope": []}).json["scope"] == []
    assert admin.ask("DELETE", f"/client-grants/{made['id']}").status == 204


def test_grants_and_sessions_of_people_are_shown_and_ended(admin: Administrator, idp: Provider) -> None:
    email, browser = idp.person(), idp.browser()
    back, verifier = idp.log_in(browser, email, scope="openid offline_access")
    tokens = idp.exchange(back.parameters["code"], verifier).json
    user_id = idp.user_id(email)
    (grant,) = admin.ask("GET", f"/grants?user_id={user_id}").json
    assert (grant["clientID"], grant["scope"]) == ("spa", ["openid", "offline_access"])
    (session,) = admin.ask("GET", f"/users/{user_id}/sessions").json["sessions"]
    assert session["clients"] == [{"client_id": "spa"}]
    assert admin.ask("GET", f"/sessions/{session['id']}").json == session
    assert browser.cookies["findling_session"] not in str(session)
    assert admin.ask("DELETE", f"/sessions/{session['id']}").status == 202
    assert browser.get(idp.request(prompt="none")[0]).parameters["error"] == "login_required"
    assert idp.refresh(tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert admin.ask("GET", f"/grants?user_id={user_id}").json == []
    assert admin.ask("DELETE", f"/grants/{grant['id']}").status == 404
    assert admin.ask("DELETE", "/grants").status == 400


def test_tickets_are_links_to_hand_on(admin: Administrator, idp: Provider) -> None:
    email = idp.person(email_verified=False)
    made = admin.ask("POST", "/tickets/password-change", {"user_id": idp.user_id(email), "ttl_sec": 60})
    link, browser = made.json["ticket"], idp.browser()
    assert browser.submit(browser.get(link), password="a completely new one").status == 200
    verify = admin.ask("POST", "/tickets/email-verification", {"user_id": idp.user_id(email), "ttl_sec": 60})
    idp.clock.advance(61_000)
    assert browser.get(verify.json["ticket"]).status == 400
    assert admin.ask("POST", "/tickets/password-change", {"user_id": "nobody"}).status == 404


def test_keys_are_rotated_and_revoked(admin: Administrator) -> None:
    before = admin.ask("GET", "/keys/signing").json
    following = next(key["kid"] for key in before if key["next"])
    assert admin.ask("POST", "/keys/signing/rotate").json == {"kid": following}
    after = {key["kid"]: key for key in admin.ask("GET", "/keys/signing").json}
    assert after[following]["current"] is True
    assert "jwk" not in str(after)
    assert admin.ask("PUT", f"/keys/signing/{following}/revoke").status == 400
    assert admin.ask("PUT", "/keys/signing/nothing/revoke").status == 404


def test_a_token_without_the_scope_or_for_something_else_is_refused(admin: Administrator, idp: Provider) -> None:
    few = Administrator(idp, token(idp, "read:users"))
    assert few.ask("GET", "/users").status == 200
    refused = few.ask("POST", "/users", {"email": "x@example.org"})
    assert (refused.status, refused.json["error"]) == (403, "insufficient_scope")
    assert 'scope="create:users"' in refused.headers["www-authenticate"]
    other = Administrator(idp, idp.tokens(idp.person(), audience=API)["access_token"])
    assert (other.ask("GET", "/users").status, other.ask("GET", "/users").json["error"]) == (401, "invalid_token")
    assert Administrator(idp, "").ask("GET", "/users").status == 401


def test_people_get_scopes_of_this_api_by_roles_alone(idp: Provider) -> None:
    audience = f"{idp.url}/api/v2/"
    email = idp.person()
    assert idp.tokens(email, audience=audience, scope="openid read:users")["scope"] == "openid"
    permission = {"permission_name": "read:users", "resource_server_identifier": audience}
    idp.identity.roles.create({"name": "reader", "description": None, "permissions": [permission]}, "reader")
    idp.identity.users.set(idp.user_id(email), roles=["reader"])
    tokens = idp.tokens(email, audience=audience, scope="openid read:users delete:users")
    person = Administrator(idp, tokens["access_token"])
    assert person.ask("GET", "/users").status == 200
    assert person.ask("DELETE", "/users/x").status == 403
