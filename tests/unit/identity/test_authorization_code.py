"""Code with PKCE, from `/authorize` over the page to tokens."""

import pytest

from tests.unit.identity.provider import API, CALLBACK, SECRET, Provider


def test_discovery_names_what_there_is(idp: Provider) -> None:
    told = idp.browser().get("/.well-known/openid-configuration").json
    assert told["issuer"] == idp.url + "/"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True
    assert all(value.startswith(idp.url) for name, value in told.items() if name.endswith(("_endpoint", "_uri")))
    assert idp.browser().get("/.well-known/oauth-authorization-server").json == told


def test_published_keys_have_no_private_part(idp: Provider) -> None:
    keys = idp.browser().get("/.well-known/jwks.json").json["keys"]
    assert len(keys) == 2  # the one in use and the next
    assert all(set(key) == {"kty", "n", "e", "kid", "use", "alg"} for key in keys)


def test_somebody_logs_in_and_the_application_gets_tokens(idp: Provider) -> None:
    email = idp.person()
    back, verifier = idp.log_in(idp.browser(), email)
    assert back.status == 302
    assert back.location.startswith(CALLBACK + "?")
    assert back.parameters["state"] == "a state"
    assert back.parameters["iss"] == idp.url + "/"
    answer = idp.exchange(back.parameters["code"], verifier)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json
    assert tokens["token_type"] == "Bearer"
    assert "refresh_token" not in tokens
    claims = idp.claims(tokens["id_token"])
    assert claims["iss"] == idp.url + "/"
    assert claims["aud"] == "spa"
    assert claims["nonce"] == "a nonce"
    assert claims["sub"] == idp.user_id(email)
    assert claims["email"] == email
    assert claims["amr"] == ["pwd"]
    access = idp.claims(tokens["access_token"])
    assert idp.header(tokens["access_token"])["typ"] == "at+jwt"
    assert access["aud"] == idp.url + "/userinfo"
    userinfo = idp.browser().get("/userinfo", authorization=f"Bearer {tokens['access_token']}")
    assert userinfo.json["email"] == email


def test_a_token_for_an_api_has_its_audience_scopes_and_lifetime(idp: Provider) -> None:
    scope = "openid offline_access read:films unknown"
    tokens = idp.tokens(idp.person(), audience=API, scope=scope)
    assert tokens["expires_in"] == 600
    assert tokens["scope"] == "openid offline_access read:films"
    access = idp.claims(tokens["access_token"])
    assert access["aud"] == [API, idp.url + "/userinfo"]
    assert access["client_id"] == "spa"


def test_a_session_gives_codes_without_a_page(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    target, verifier = idp.request(prompt="none")
    again = browser.get(target)
    assert idp.exchange(again.parameters["code"], verifier).status == 200


def test_a_code_is_of_use_once_and_its_second_use_ends_what_the_first_gave(idp: Provider) -> None:
    back, verifier = idp.log_in(idp.browser(), idp.person(), scope="openid offline_access")
    first = idp.exchange(back.parameters["code"], verifier).json
    second = idp.exchange(back.parameters["code"], verifier)
    assert (second.status, second.json["error"]) == (400, "invalid_grant")
    assert idp.refresh(first["refresh_token"]).json["error"] == "invalid_grant"
    assert idp.browser().get("/userinfo", authorization=f"Bearer {first['access_token']}").status == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 60}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant"),
        ({"client_id": "web", "client_secret": SECRET}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": 'pass"word'}, "unsupported_grant_type"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_what_is_wrong_with_an_exchange(idp: Provider, changes: dict[str, str], error: str) -> None:
    back, verifier = idp.log_in(idp.browser(), idp.person())
    answer = idp.exchange(back.parameters["code"], verifier, **changes)
    assert answer.json["error"] == error
    assert answer.status in (400, 401)


def test_a_code_is_over_after_a_minute(idp: Provider) -> None:
    back, verifier = idp.log_in(idp.browser(), idp.person())
    idp.clock.advance(61_000)
    assert idp.exchange(back.parameters["code"], verifier).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"audience": "https://nobody.example.org"}, "access_denied"),
        ({"request": "ey"}, "request_not_supported"),
        ({"request_uri": "https://a.example.org"}, "request_uri_not_supported"),
    ],
)
def test_errors_go_to_the_application_with_state_and_issuer(
    idp: Provider, changes: dict[str, str | None], error: str
) -> None:
    answer = idp.browser().get(idp.request(**changes)[0])
    assert answer.status == 302, answer.text
    assert answer.location.startswith(CALLBACK)
    assert answer.parameters["error"] == error
    assert answer.parameters["state"] == "a state"
    assert answer.parameters["iss"] == idp.url + "/"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example.org/"},
        {"redirect_uri": CALLBACK + "/more"},
        {"redirect_uri": 'https://evil.example.org/"'},
        {"response_type": '"', "redirect_uri": None},
    ],
)
def test_errors_stay_here_if_the_application_is_not_certain(idp: Provider, changes: dict[str, str | None]) -> None:
    target = idp.request(**changes)[0]
    shown = idp.browser().get(target)
    assert (shown.status, "location" in shown.headers) == (400, False)
    assert "<h1>" in shown.text
    assert idp.browser().get(target, accept="*/*").json["error"] in ("invalid_client", "invalid_request")


def test_a_message_goes_to_the_page_around_a_frame_alone(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    answer = browser.get(idp.request(response_mode="web_message", prompt="none", state="</script>")[0])
    assert answer.status == 200
    assert 'postMessage({"type":"authorization_response"' in answer.text
    assert '"http://127.0.0.1:9701");' in answer.text
    assert "frame-ancestors http://127.0.0.1:9701" in answer.headers["content-security-policy"]
    assert answer.text.count("</script>") == 1
    failed = idp.browser().get(idp.request(response_mode="web_message", prompt="none")[0])
    assert '"error":"login_required"' in failed.text


def test_a_form_carries_the_answer_if_that_is_asked_for(idp: Provider) -> None:
    browser = idp.browser()
    idp.log_in(browser, idp.person())
    (form,) = browser.get(idp.request(response_mode="form_post")[0]).forms
    assert form.action == CALLBACK
    assert set(form.fields) == {"code", "state", "iss"}


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "60"}])
def test_somebody_logs_in_anew_if_that_is_asked_for(idp: Provider, changes: dict[str, str]) -> None:
    browser, email = idp.browser(), idp.person()
    idp.log_in(browser, email)
    idp.clock.advance(61_000)
    back, verifier = idp.log_in(browser, email, **changes)
    claims = idp.claims(idp.exchange(back.parameters["code"], verifier).json["id_token"])
    assert claims["auth_time"] == idp.clock.now_ms() // 1000


def test_an_application_may_mean_somebody(idp: Provider) -> None:
    browser, email = idp.browser(), idp.person()
    back, verifier = idp.log_in(browser, email)
    own = idp.exchange(back.parameters["code"], verifier).json["id_token"]
    other = idp.tokens(idp.person())["id_token"]
    assert "code" in browser.get(idp.request(prompt="none", id_token_hint=own)[0]).parameters
    assert browser.get(idp.request(prompt="none", id_token_hint=other)[0]).parameters["error"] == "login_required"
    assert browser.get(idp.request(id_token_hint=other)[0]).location.startswith(f"{idp.url}/u/login?")
    assert browser.get(idp.request(id_token_hint="a.b.c")[0]).parameters["error"] == "invalid_request"


def test_a_page_may_call_the_token_endpoint(idp: Provider) -> None:
    asked = {"origin": "http://127.0.0.1:9701", "access-control-request-headers": "auth0-client"}
    allowed = idp.browser().ask("OPTIONS", "/oauth/token", headers=asked)
    assert allowed.headers["access-control-allow-origin"] == asked["origin"]
    assert "auth0-client" in allowed.headers["access-control-allow-headers"]
    stranger = idp.browser().ask("OPTIONS", "/oauth/token", headers={"origin": "https://evil.example.org"})
    assert "access-control-allow-origin" not in stranger.headers


def test_json_is_read_as_a_form_is(idp: Provider) -> None:
    back, verifier = idp.log_in(idp.browser(), idp.person())
    body = {"grant_type": "authorization_code", "client_id": "spa", "code": back.parameters["code"],
            "redirect_uri": CALLBACK, "code_verifier": verifier}  # fmt: skip
    assert idp.browser().send("POST", "/oauth/token", body).status == 200
    assert idp.browser().send("POST", "/oauth/token", ["a list"]).json["error"] == "invalid_request"
    assert idp.browser().send("POST", "/oauth/token", {"grant_type": ["a", "b"]}).json["error"] == "invalid_request"
