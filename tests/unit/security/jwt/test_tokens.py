"""Which tokens of a trusted issuer are taken, and which are not; keys come over a real socket."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from joserfc import jwk

from tests.reference.issuer import AUDIENCE, Issuer, key_for
from tests.reference.trusting_api import TrustingApi

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


def test_an_access_token_says_who_asks(api: TrustingApi, issuer: Issuer) -> None:
    answer = api.who(issuer.token(email="ann@example.org", name="Ann"))
    assert answer.status == 200
    assert answer.body["username"] == "ann"
    assert answer.body["email"] == "ann@example.org"
    assert answer.body["full_name"] == "Ann"
    assert answer.body["roles"] == []
    assert answer.body["authentication_realm"] == {"name": "jwt1", "type": "jwt"}
    assert answer.body["authentication_type"] == "realm"
    assert answer.body["metadata"]["jwt_claim_scope"] == "read:shop"
    assert answer.body["metadata"]["jwt_token_type"] == "access_token"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_asymmetric_algorithm(api: TrustingApi, issuer: Issuer, algorithm: str) -> None:
    issuer.keys = [key_for(algorithm)]
    assert api.who(issuer.token(algorithm)).status == 200
    assert api.who(issuer.token(algorithm, header={"kid": None})).status == 200
    other = issuer.token(algorithm, key_for(algorithm, 2), header={"kid": key_for(algorithm).kid})
    assert api.who(other).status == 401


def _refused(api: TrustingApi, token: str) -> None:
    answer = api.who(token)
    assert answer.status == 401, answer.text
    assert answer.body["error"]["type"] == "security_exception"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


FAR = 4_000_000_000
"""A time that is yet to come."""


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example/"},
        {"aud": "https://other.example"},
        {"aud": ["https://other.example", "x"]},
        {"aud": None},
        {"aud": 5},
        {"aud": [AUDIENCE, 5]},
        {"exp": 1},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": -1},
        {"nbf": FAR},
        {"iat": FAR},
        {"nbf": "x"},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"token_use": "id"},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"nonce": "n", "scope": None, "_type": "JWT"},
        {"at_hash": "x"},
        {"events": {}},
        {"cnf": {"jkt": "x"}},
    ],
    ids=str,
)
def test_claims_that_are_refused(api: TrustingApi, issuer: Issuer, changed: dict[str, Any]) -> None:
    kind = changed.get("_type", "at+jwt")
    claims = {name: value for name, value in changed.items() if name != "_type"}
    _refused(api, issuer.token(header={"typ": kind}, **claims))


@pytest.mark.parametrize("suffix", ["/", "?", ""])
def test_the_issuer_is_compared_exactly(api: TrustingApi, issuer: Issuer, suffix: str) -> None:
    _refused(api, issuer.token(iss=issuer.url.rstrip("/") + suffix if suffix != "/" else issuer.url + "/"))


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -30), ("nbf", 30), ("iat", 30)])
def test_clocks_may_differ_by_a_minute(api: TrustingApi, issuer: Issuer, claim: str, seconds: int) -> None:
    assert api.who(issuer.token(**{claim: int(time.time()) + seconds})).status == 200


@pytest.mark.parametrize("kind", ["at+jwt", "AT+JWT", "application/at+jwt", "JWT", None])
def test_types_that_are_taken(api: TrustingApi, issuer: Issuer, kind: str | None) -> None:
    assert api.who(issuer.token(header={"typ": kind})).status == 200


@pytest.mark.parametrize("header", [{"typ": "logout+jwt"}, {"typ": "dpop+jwt"}, {"typ": 5}, {"crit": ["exp"]}], ids=str)
def test_headers_that_are_refused(api: TrustingApi, issuer: Issuer, header: dict[str, Any]) -> None:
    good = issuer.token()
    _refused(api, _signed({"alg": "RS256", "kid": key_for("RS256").kid, **header}, issuer.claims()))
    assert api.who(good).status == 200


def _part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signed(header: dict[str, Any], claims: dict[str, Any]) -> str:
    from joserfc.jws import JWSRegistry

    text = f"{_part(header)}.{_part(claims)}"
    return f"{text}.{_part(JWSRegistry.algorithms['RS256'].sign(text.encode(), key_for('RS256')))}"


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "", "HS256", "HS512", "RS1", "ES256K"])
def test_no_signature_and_foreign_algorithms(api: TrustingApi, issuer: Issuer, algorithm: str) -> None:
    text = f"{_part({'alg': algorithm, 'kid': key_for('RS256').kid})}.{_part(issuer.claims())}"
    public = key_for("RS256").as_pem(private=False)
    _refused(api, f"{text}.{_part(hmac.digest(public, text.encode(), hashlib.sha256))}")
    assert api.who(f"{text}.").status == 401


def test_a_published_symmetric_key_is_no_key(api: TrustingApi, issuer: Issuer) -> None:
    shared = jwk.OctKey.generate_key(256, {"kid": "shared"})
    issuer.more_keys = [shared.as_dict(private=True)]
    _refused(api, issuer.token("HS256", shared))


def test_a_key_of_another_use_or_algorithm_is_no_key(api: TrustingApi, issuer: Issuer) -> None:
    other = key_for("RS256", 2)
    public = other.as_dict(private=False)
    issuer.more_keys = [{**public, "use": "enc"}]
    _refused(api, issuer.token(key=other))


def test_a_key_of_another_algorithm_is_no_key(api: TrustingApi, issuer: Issuer) -> None:
    issuer.more_keys = [{**key_for("RS256", 2).as_dict(private=False), "alg": "RS512"}]
    _refused(api, issuer.token(key=key_for("RS256", 2)))
    assert api.who(issuer.token("RS512", key_for("RS256", 2))).status == 200


def test_a_signature_that_was_tampered_with(api: TrustingApi, issuer: Issuer) -> None:
    head, claims, signature = issuer.token().split(".")
    other = _part({**issuer.claims(), "sub": "elastic"})
    for token in (f"{head}.{other}.{signature}", f"{head}.{claims}.{signature[:-4]}AAAA", f"{head}.{claims}.AAAAA"):
        _refused(api, token)


def test_what_is_no_jwt_is_looked_at_as_any_other_token(api: TrustingApi) -> None:
    for token in ("a.b.c", "x", "....", "e30.e30.e30", "é.é.é", "a" * 20_000):
        answer = api.who(token)
        assert answer.status == 401
        assert answer.body["error"]["additional_unsuccessful_credentials"] == "oauth2 token: invalid token"


def test_a_token_is_of_no_use_once_it_has_expired(api: TrustingApi, issuer: Issuer) -> None:
    token = issuer.token()
    assert api.who(token).status == 200
    api.clock.more_ms = 600_000
    assert api.who(token).status == 200, "the leeway"
    api.clock.more_ms = 661_000
    _refused(api, token)


def test_cognito_says_the_client_and_no_audience(api: TrustingApi, issuer: Issuer) -> None:
    claims = {"aud": None, "token_use": "access", "cognito:groups": ["staff"], "username": "ann"}
    assert api.who(issuer.token(header={"typ": None}, client_id=AUDIENCE, **claims)).status == 200
    _refused(api, issuer.token(header={"typ": None}, client_id="other", **claims))
