"""Roles of users whom others know: by role mappings, by their templates, and by a policy."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.reference.issuer import AUDIENCE, Issuer
from tests.reference.trusting_api import TrustingApi

Trust = Callable[..., AbstractContextManager[TrustingApi]]
AUTH0: dict[str, Any] = {
    "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
    "aud": [AUDIENCE, "https://tenant.example/userinfo"],
    "azp": "client",
    "scope": "openid profile",
    "permissions": ["read:shop"],
    "https://shop.example/roles": ["editor"],
}
KEYCLOAK: dict[str, Any] = {
    "typ": "Bearer",
    "aud": [AUDIENCE, "account"],
    "azp": "shop",
    "realm_access": {"roles": ["offline_access", "editor"]},
    "resource_access": {"shop": {"roles": ["admin"]}},
    "preferred_username": "ann",
    "nonce": "kept by older versions",
    "scope": None,
}
COGNITO: dict[str, Any] = {"aud": None, "client_id": AUDIENCE, "token_use": "access", "cognito:groups": ["staff"]}


@pytest.mark.parametrize(
    ("claims", "rule"),
    [
        (AUTH0, {"field": {"metadata.jwt_claim_permissions": "read:shop"}}),
        (AUTH0, {"field": {"metadata.jwt_claim_https://shop.example/roles": "editor"}}),
        (AUTH0, {"field": {"username": "auth0|*"}}),
        (KEYCLOAK, {"field": {"metadata.jwt_claim_realm_access.roles": "editor"}}),
        (KEYCLOAK, {"all": [{"field": {"realm.name": "jwt1"}}, {"except": {"field": {"username": "bob"}}}]}),
        (COGNITO, {"field": {"metadata.jwt_claim_cognito:groups": ["staff", "boss"]}}),
    ],
    ids=str,
)
def test_a_rule_over_claims_gives_roles(
    api: TrustingApi, issuer: Issuer, claims: dict[str, Any], rule: dict[str, Any]
) -> None:
    token = issuer.token(header={"typ": "JWT"}, **claims)
    assert api.who(token).body["roles"] == []
    body = {"roles": ["viewer"], "enabled": True, "rules": rule}
    assert api.administer("PUT", "/_security/role_mapping/shop", body).status == 200
    assert api.who(token).body["roles"] == ["viewer"]
    assert api.who(issuer.token(sub="bob")).body["roles"] == []
    api.administer("DELETE", "/_security/role_mapping/shop")
    assert api.who(token).body["roles"] == []


def test_roles_decide_what_may_be_done(api: TrustingApi, issuer: Issuer) -> None:
    role = {"indices": [{"names": ["shop"], "privileges": ["read"], "query": {"template": {"source":
            '{"term": {"owner": "{{_user.username}}"}}'}}}]}  # fmt: skip
    api.administer("PUT", "/_security/role/mine", role)
    rule = {"roles": ["mine"], "enabled": True, "rules": {"field": {"realm.name": "jwt1"}}}
    api.administer("PUT", "/_security/role_mapping/mine", rule)
    api.administer("PUT", "/shop", {"mappings": {"properties": {"owner": {"type": "keyword"}}}})
    for name in ("ann", "bob"):
        api.administer("PUT", f"/shop/_doc/{name}?refresh=true", {"owner": name})
    found = api.get("/shop/_search", authorization=f"Bearer {issuer.token()}")
    assert [hit["_id"] for hit in found.body["hits"]["hits"]] == ["ann"]
    assert api.put("/shop/_doc/3", {"owner": "ann"}, authorization=f"Bearer {issuer.token()}").status == 403


@pytest.mark.parametrize(
    ("template", "roles"),
    [
        ({"template": {"source": "{{#toJson}}groups{{/toJson}}"}, "format": "json"}, ["editor", "writer"]),
        ({"template": {"source": "of_{{realm.name}}_{{username}}"}}, ["of_jwt1_ann"]),
        ({"template": '{"source": "{{metadata.jwt_claim_team}}"}'}, ["blue"]),
        ({"template": {"source": "no json"}, "format": "json"}, []),
        ({"template": {"source": "{{#open"}}, []),
    ],
    ids=str,
)
def test_templates_of_roles(api: TrustingApi, issuer: Issuer, template: dict[str, Any], roles: list[str]) -> None:
    body = {"role_templates": [template], "enabled": True, "rules": {"field": {"username": "*"}}}
    assert api.administer("PUT", "/_security/role_mapping/t", body).status == 200
    assert api.who(issuer.token(groups=["editor", "writer"], team="blue")).body["roles"] == roles


POLICY = """package findling.identity

roles contains "viewer" if "read:shop" in input.metadata.jwt_claim_permissions

roles contains concat("-", ["team", input.groups[_]])
"""


@pytest.mark.parametrize("asked", [True, False])
def test_a_policy_gives_roles_where_the_realm_says_so(
    tmp_path: Path, issuer: Issuer, trust: Trust, asked: bool
) -> None:
    realms = {
        f"xpack.security.authc.realms.jwt.shop.{name}": value
        for name, value in {
            "allowed_issuer": issuer.url,
            "allowed_audiences": AUDIENCE,
            "allowed_subject_patterns": "*",
            "token_type": "access_token",
            "client_authentication.type": "none",
            "claims.principal": "sub",
            "claims.groups": "realm_access.roles",
            "roles_by_policy": str(asked).lower(),
        }.items()
    }
    with trust(tmp_path / "data", jwt_realms=realms) as api:
        assert api.administer("PUT", "/_policy/v1/policies/roles", POLICY.encode()).status == 200
        token = issuer.token(permissions=["read:shop"], realm_access={"roles": ["a", "b"]})
        assert api.who(token).body["roles"] == (["team-a", "team-b", "viewer"] if asked else [])
