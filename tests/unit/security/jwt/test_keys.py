"""Keys of an issuer: fetched once, again when one is unknown, and never in a storm."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest

from findling.security.jwt.fetch import FetchError, fetch_json
from findling.security.jwt.keys import KeptKeys, parse_keys
from findling.security.jwt.settings import JwtRealmSettings
from tests.reference.issuer import AUDIENCE, Issuer, key_for
from tests.reference.trusting_api import TrustingApi


class Seconds:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def kept(issuer: Issuer, clock: Seconds, **changed: object) -> KeptKeys:
    return KeptKeys(JwtRealmSettings("x", issuer.url, (AUDIENCE,), **changed), clock)  # type: ignore[arg-type]


KID = key_for("RS256").kid


def test_keys_are_fetched_once(api: TrustingApi, issuer: Issuer) -> None:
    assert not issuer.asked
    for number in range(20):
        assert api.who(issuer.token(jti=str(number))).status == 200
    assert issuer.jwks_asked == 1


def test_a_new_key_is_found_at_its_first_token(issuer: Issuer) -> None:
    clock = Seconds()
    keys = kept(issuer, clock)
    assert keys.key(KID, "RS256") is not None
    issuer.keys.append(key_for("RS256", 2))
    clock.now += 31
    assert keys.key(key_for("RS256", 2).kid, "RS256") is not None
    assert issuer.jwks_asked == 2


def test_unknown_keys_do_not_make_a_storm(issuer: Issuer) -> None:
    clock = Seconds()
    keys = kept(issuer, clock)
    for number in range(200):
        assert keys.key(f"unknown-{number}", "RS256") is None
    assert issuer.jwks_asked == 1
    clock.now += 29
    assert keys.key("unknown", "RS256") is None
    assert issuer.jwks_asked == 1
    clock.now += 2
    assert keys.key("unknown", "RS256") is None
    assert issuer.jwks_asked == 2
    assert keys.key(KID, "RS256") is not None


def test_a_slow_issuer_holds_up_few_threads(issuer: Issuer) -> None:
    keys = kept(issuer, Seconds())
    issuer.gate.clear()
    done = threading.Barrier(27, timeout=10)

    def ask() -> object:
        found = keys.key(KID, "RS256")
        if found is None:
            done.wait()
        return found

    with ThreadPoolExecutor(30) as pool:
        futures = [pool.submit(ask) for _ in range(30)]
        done.wait()  # 26 were refused at once, while four wait
        issuer.gate.set()
        found = [future.result() for future in futures]
    assert sum(one is not None for one in found) == 4
    assert issuer.jwks_asked == 1


def test_old_keys_are_renewed_while_they_are_used(issuer: Issuer) -> None:
    clock = Seconds()
    keys = kept(issuer, clock)
    assert keys.key(KID, "RS256") is not None
    issuer.keys = [key_for("RS256", 2)]
    clock.now += 601
    assert keys.key(KID, "RS256") is not None
    for thread in threading.enumerate():
        if thread.name == "findling-jwks":
            thread.join()
    assert keys.generation == 2
    assert keys.key(KID, "RS256") is None


def test_keys_stay_while_the_issuer_is_away(issuer: Issuer) -> None:
    clock = Seconds()
    keys = kept(issuer, clock)
    assert keys.key(KID, "RS256") is not None
    issuer.broken = {"/keys": (500, b"")}
    clock.now += 31
    assert keys.key("unknown", "RS256") is None
    assert keys.key(KID, "RS256") is not None


def test_a_withdrawn_key_takes_its_tokens_along(api: TrustingApi, issuer: Issuer) -> None:
    token = issuer.token()
    assert api.who(token).status == 200
    (realm,) = api.node.security.issuers._realms  # type: ignore[union-attr]
    issuer.keys = [key_for("RS256", 2)]
    realm._keys._fetch()  # type: ignore[attr-defined]
    assert api.who(token).status == 401


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/keys", 302, b""),
        ("/keys", 200, b"no json"),
        ("/keys", 200, b"[]"),
        ("/keys", 200, b" " * (2 << 20)),
        ("/.well-known/openid-configuration", 200, b'{"issuer": "https://other.example/", "jwks_uri": "https://x/"}'),
        ("/.well-known/openid-configuration", 404, b"{}"),
    ],
)
def test_answers_that_give_no_keys(issuer: Issuer, path: str, status: int, body: bytes) -> None:
    issuer.broken = {path: (status, body)}
    assert kept(issuer, Seconds()).key(KID, "RS256") is None


def test_discovery_may_not_lead_to_plain_http(issuer: Issuer) -> None:
    found = orjson.dumps({"issuer": issuer.url, "jwks_uri": "http://keys.example/"})
    issuer.broken = {"/.well-known/openid-configuration": (200, found)}
    assert kept(issuer, Seconds()).key(KID, "RS256") is None


def test_keys_of_a_file(tmp_path: Path, issuer: Issuer) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(orjson.dumps({"keys": [key_for("RS256").as_dict(private=False)]}))
    assert kept(issuer, Seconds(), jwks=str(path)).key(KID, "RS256") is not None
    assert kept(issuer, Seconds(), jwks=str(tmp_path / "none")).key(KID, "RS256") is None
    assert not issuer.asked


def test_a_path_of_an_issuer_is_part_of_discovery() -> None:
    with Issuer("/realms/shop") as issuer:
        assert kept(issuer, Seconds()).key(KID, "RS256") is not None
        assert issuer.asked["/realms/shop/.well-known/openid-configuration"] == 1


def test_what_is_no_key_is_left_out() -> None:
    good = key_for("ES256").as_dict(private=False)
    short = {"kty": "RSA", "kid": "short", "n": "wAo", "e": "AQAB"}
    bad = [5, {}, {"kty": "EC", "crv": "P-256", "x": "?", "y": "?"}, {"kty": "oct", "k": "c2VjcmV0"}, short]
    found = parse_keys({"keys": [*bad, {**good, "key_ops": ["sign"]}, {**good, "kid": "good"}]})
    assert list(found.named) == ["good"]
    assert not found.nameless
    assert parse_keys({"keys": 5}).find("x", "RS256") is None


def test_of_two_keys_without_names_none_is_guessed() -> None:
    given = [key_for("RS256", number).as_dict(private=False) for number in (1, 2)]
    bodies = [{name: value for name, value in body.items() if name != "kid"} for body in given]
    found = parse_keys({"keys": bodies})
    assert found.find(None, "RS256") is None
    assert parse_keys({"keys": bodies[:1]}).find(None, "RS256") is not None


def test_nobody_there() -> None:
    with pytest.raises(FetchError, match="ConnectionRefusedError"):
        fetch_json("http://127.0.0.1:1/x", 1.0)
