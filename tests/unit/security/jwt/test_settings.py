"""Settings of jwt realms: Elasticsearch's names, defaults and refusals."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.cli.config import node_config, settings
from findling.security.jwt.realm_settings import PREFIX, parse_realms
from tests.reference.issuer import AUDIENCE, Issuer, key_for
from tests.reference.trusting_api import TrustingApi

Trust = Callable[..., AbstractContextManager[TrustingApi]]
NEEDED: dict[str, Any] = {
    "allowed_issuer": "https://issuer.example/",
    "allowed_audiences": "a,b",
    "claims.principal": "sub",
    "client_authentication.type": "none",
}
ACCESS = {**NEEDED, "token_type": "access_token", "allowed_subject_patterns": "*"}


def read(given: dict[str, Any], secrets: dict[str, str] | None = None) -> Any:
    flat = {f"{PREFIX}r1.{name}": value for name, value in given.items()}
    return parse_realms(flat, (secrets or {}).get)[0]


def test_defaults() -> None:
    realm = read(NEEDED)
    assert realm.audiences == ("a", "b")
    assert not realm.is_access_token
    assert realm.algorithms == ("RS256",)
    assert realm.skew_ms == 60_000
    assert realm.jwks is None


SECRET = {f"{PREFIX}r1.client_authentication.shared_secret": "s"}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {"allowed_issuer": ""},
            "Invalid null or empty value for [xpack.security.authc.realms.jwt.r1.allowed_issuer].",
        ),
        ({"allowed_audiences": []}, "Invalid null or empty value"),
        ({"claims.principal": None}, "Invalid null or empty value"),
        (
            {"token_type": "x"},
            "Invalid value [x] for [xpack.security.authc.realms.jwt.r1.token_type], allowed values are",
        ),
        ({"token_type": "access_token"}, "One of either [xpack.security.authc.realms.jwt.r1.allowed_subjects] or"),
        ({"allowed_signature_algorithms": "none"}, "Invalid value [none]"),
        ({"allowed_signature_algorithms": "HS256"}, "there is no [xpack.security.authc.realms.jwt.r1.hmac_key]"),
        ({"allowed_clock_skew": "x"}, "failed to parse setting"),
        ({"pkc_jwkset_path": "http://issuer.example/keys"}, "Only HTTPS is supported."),
        ({"allowed_issuer": "http://issuer.example/"}, "Only HTTPS is supported."),
        (
            {"client_authentication.type": "shared_secret"},
            "Missing setting for [xpack.security.authc.realms.jwt.r1.client",
        ),
        ({"client_authentication.type": "x"}, "allowed values are [none,shared_secret]"),
        ({"hmac_key": "x"}, "is a secure setting and must be stored inside the Elasticsearch keystore"),
        ({"claim_patterns.groups": "(x)"}, "cannot be set unless"),
        ({"claim_patterns.principal": "("}, "Invalid claim value regex pattern"),
        ({"claim_patterns.principal": "x"}, "must have one group"),
        ({"fallback_claims.sub": "x"}, "is not allowed when JWT realm [r1] is [id_token] type"),
        ({"alowed_issuer": "x"}, "did you mean [xpack.security.authc.realms.jwt.r1.allowed_issuer]?"),
        ({"jwt.cache.size": "-1"}, "must be >= 0"),
        ({"enabled": "yes"}, "Failed to parse value [yes]"),
    ],
    ids=str,
)
def test_refusals(changed: dict[str, Any], text: str) -> None:
    with pytest.raises(IllegalArgumentError) as fault:
        read({**NEEDED, **changed})
    assert text in fault.value.reason


def test_a_secret_that_nobody_wants() -> None:
    with pytest.raises(IllegalArgumentError, match="is not supported, because setting"):
        read(NEEDED, SECRET)


def test_realms_that_are_off_and_the_order_of_others() -> None:
    flat = {f"{PREFIX}{name}.{key}": value for name in ("a", "b", "c") for key, value in NEEDED.items()}
    flat |= {f"{PREFIX}a.order": 2, f"{PREFIX}b.order": 1, f"{PREFIX}c.enabled": "false"}
    assert [realm.name for realm in parse_realms(flat, lambda name: None)] == ["b", "a"]


@pytest.mark.parametrize(
    "text",
    [
        "jwt: {r1: {allowed_issuer: 'https://x/'}}",
        "jwt: r1.allowed_issuer=https://x/",
        "xpack.security.authc.realms.jwt.r1.allowed_issuer: https://x/",
        "xpack: {security: {authc: {realms: {jwt: {r1: {allowed_issuer: 'https://x/'}}}}}}",
    ],
)
def test_ways_to_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "findling.yml"
    path.write_text(text)
    assert node_config(settings({}, path, {})).jwt_realms == {f"{PREFIX}r1.allowed_issuer": "https://x/"}


def realm_of(issuer: Issuer, **changed: Any) -> dict[str, Any]:
    given = {**NEEDED, "allowed_issuer": issuer.url, "allowed_audiences": [AUDIENCE]}
    given |= {name.replace("__", "."): value for name, value in changed.items()}
    return {f"{PREFIX}r1.{name}": value for name, value in given.items()}


def test_a_client_has_to_bring_its_secret(tmp_path: Path, issuer: Issuer, trust: Trust) -> None:
    realms = realm_of(issuer, client_authentication__type="shared_secret")
    with trust(tmp_path / "data", SECRET, jwt_realms=realms) as api:
        token = issuer.token(header={"typ": "JWT"})
        assert api.who(token, es_client_authentication="SharedSecret s").status == 200
        for header in ("SharedSecret x", "SharedSecret ", "Basic s"):
            assert api.who(token, es_client_authentication=header).status == 401
        assert api.who(token).status == 401


def test_an_id_token_is_one_and_an_access_token_is_not(tmp_path: Path, issuer: Issuer, trust: Trust) -> None:
    with trust(tmp_path / "data", jwt_realms=realm_of(issuer)) as api:
        token = issuer.token(header={"typ": "JWT"}, nonce="n", scope=None, at_hash="x")
        assert api.who(token).body["metadata"]["jwt_token_type"] == "id_token"
        assert api.who(issuer.token()).status == 401
        assert api.who(token, es_client_authentication="SharedSecret s").status == 401


def test_symmetric_keys_of_the_keystore(tmp_path: Path, issuer: Issuer, trust: Trust) -> None:
    from joserfc import jwk

    key = "a" * 32
    realms = realm_of(issuer, allowed_signature_algorithms="HS256")
    with trust(tmp_path / "data", {f"{PREFIX}r1.hmac_key": key}, jwt_realms=realms) as api:
        header = {"typ": "JWT", "kid": None}
        assert api.who(issuer.token("HS256", jwk.OctKey.import_key(key), header)).status == 200
        assert api.who(issuer.token("HS256", jwk.OctKey.import_key("b" * 32), header)).status == 401
        assert api.who(issuer.token(header={"typ": "JWT"})).status == 401
        assert not issuer.asked


def test_parts_of_a_user(tmp_path: Path, issuer: Issuer, trust: Trust) -> None:
    realms = realm_of(
        issuer,
        token_type="access_token",
        allowed_subjects="ann,bob",
        fallback_claims__sub="client_id",
        claims__principal="sub",
        claim_patterns__principal="^([a-z]+)",
        claims__mail="contact.email",
        required_claims__tenant=["a", "b"],
        populate_user_metadata="false",
    )
    with trust(tmp_path / "data", jwt_realms=realms) as api:
        shown = api.who(issuer.token(tenant=["b"], contact={"email": "a@b.example"})).body
        assert (shown["username"], shown["email"], shown["metadata"]) == ("ann", "a@b.example", {})
        assert api.who(issuer.token(tenant="b", sub=None, client_id="bob")).body["username"] == "bob"
        assert api.who(issuer.token(tenant="b", sub="eve")).status == 401
        assert api.who(issuer.token(tenant="c")).status == 401
        assert api.who(issuer.token()).status == 401


def test_two_realms_of_one_issuer(tmp_path: Path, issuer: Issuer, trust: Trust) -> None:
    realms = realm_of(issuer, allowed_signature_algorithms="ES256")
    issuer.keys.append(key_for("ES256"))
    with trust(tmp_path / "data", jwt_realms=realms, jwt_issuers=(issuer.url,), jwt_audiences=("x",)) as api:
        assert api.who(issuer.token("ES256", header={"typ": "JWT"})).body["authentication_realm"]["name"] == "r1"
        assert api.who(issuer.token(aud="x")).body["authentication_realm"]["name"] == "jwt1"
        assert api.who(issuer.token("RS256", header={"typ": "JWT"})).status == 401


@pytest.mark.parametrize("options", [{"jwt_issuers": ("https://x/",)}, {"jwt_audiences": ("x",)}])
def test_one_without_the_other(tmp_path: Path, trust: Trust, options: dict[str, Any]) -> None:
    with pytest.raises(IllegalArgumentError), trust(tmp_path / "data", **options):
        pass
