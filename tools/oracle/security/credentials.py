"""Requests about API keys, tokens and service accounts, and requests that come with these."""

import json
import random
from typing import Any, Final

from tools.oracle.security import data
from tools.oracle.security.administration import asked_privileges, spoilt
from tools.oracle.security.world import NAMES, PASSWORD, USERS, role, some

from tests.golden.security.record import Line

KEYS: Final = ("k0", "k1", "k2", "k3")
TOKENS: Final = ("t0", "t1", "s0")
_TOLD: Final = "filter_path=error,status"
_DERIVED: Final[tuple[dict[str, Any], ...]] = ({}, {"role_descriptors": {}}, {"role_descriptors": {"x": {}}})
_SELECTIONS: Final = (
    "owner=true", "name=alp*", "name=nope", "id=nope", "id=a&name=b", "username=u1", "realm_name=x", "owner=x", "id=",
    "owner=true&username=x", "active_only=true&owner=true", "name=", "username=",
)  # fmt: skip
_SHOWN_TOO: Final = ("", "&typed_keys=true", "&with_limited_by=true", "&with_profile_uid=false")
HEADERS: Final = (
    "Basic",
    "Basic abc",
    "Basic !!!",
    "Basic dTA6d3Jvbmc=",
    "ApiKey",
    "ApiKey abc",
    "ApiKey YTpi",
    "ApiKey !!",
    "Bearer",
    "Bearer abc",
    "Bearer 48MdAAAA",
    "Bearer AAEAAWVsYXN0aWMva2liYW5hL3QxOnh4eA",
    "Foo bar",
    "basic dTA6d3Jvbmc=",
    "apikey YTpi",
    "bearer xyz",
    "Basic Og==",
    "Basic OmE=",
    "Basic bm9ib2R5Og==",
    "Negotiate abc",
)


def openers(rng: random.Random) -> list[Line]:
    """Returns the requests that make keys and tokens, kept by name."""
    lines = []
    for number, name in enumerate(KEYS):
        body: dict[str, Any] = {"name": rng.choice(["alpha", "beta", "gamma"])}
        if number:
            body["role_descriptors"] = {f"d{part}": role(rng) for part in range(rng.randint(0, 2))}
        if rng.random() < 0.4:
            body["metadata"] = {"env": rng.choice(["e0", "e1"])}
        who = "elastic" if number < 3 else f"{rng.choice(USERS)}:{PASSWORD}"
        lines.append(Line(who, "POST", "/_security/api_key", json.dumps(body), name, False))
    grant = {"grant_type": "password", "username": rng.choice(USERS), "password": PASSWORD}
    lines += [
        Line("elastic", "POST", "/_security/oauth2/token", json.dumps(grant), "t0", False),
        Line("elastic", "POST", "/_security/oauth2/token", '{"grant_type": "client_credentials"}', "t1", False),
        Line(
            "elastic",
            "POST",
            f"/_security/service/elastic/{rng.choice(['kibana', 'fleet-server'])}/credential/token/t1",
            None,
            "s0",
            False,
        ),
    ]
    return lines


def _descriptors(rng: random.Random) -> Any:
    return {f"d{part}": role(rng) for part in range(rng.randint(0, 2))}


def _key_request(rng: random.Random) -> tuple[str, str, Any]:
    name, other = rng.choice(KEYS), rng.choice(KEYS)
    made: dict[str, Any] = {"name": "delta"}
    for member, value in {
        "role_descriptors": _descriptors(rng),
        "expiration": rng.choice(["1d", "1x", "-1d", "0s", 1]),
        "metadata": rng.choice([{"a": 1}, {"_a": 1}, 1]),
    }.items():
        if rng.random() < 0.35:
            made[member] = value
    changed = {member: value for member, value in made.items() if member != "name"}
    grant = {
        "grant_type": "password",
        "username": rng.choice(USERS),
        "password": PASSWORD,
        "api_key": {"name": "granted"},
    }
    if rng.random() < 0.3:
        grant["run_as"] = rng.choice(["u1", "nobody"])
    members = ("name", "username", "invalidated", "metadata", "role_descriptors", "limited_by", "realm", "type")
    shown = f"{_TOLD},total,count,{','.join(f'api_keys.{member}' for member in members)}"
    query: dict[str, Any] = rng.choice(
        [
            {"term": {"name": "alpha"}},
            {"prefix": {"name": "a"}},
            {"term": {"username": "elastic"}},
            {"term": {"invalidated": False}},
            {"exists": {"field": "expiration"}},
            {"match_all": {}},
            {"term": {"metadata.env": "e0"}},
            {"range": {"creation": {"gte": "now-1d"}}},
            {"nope": {}},
            {"term": {"nope": 1}},
            {"ids": {"values": [f"{{{name}.id}}"]}},
            {"term": {"type": "rest"}},
            {"wildcard": {"name": "*ta"}},
            {"match": {"name": {"query": "alpha beta"}}},
            {"simple_query_string": {"query": "alpha", "fields": ["name"]}},
        ]
    )
    found: dict[str, Any] = {
        "query": {"bool": {"must": query, "filter": {"ids": {"values": [f"{{{key}.id}}" for key in KEYS[:3]]}}}}
        if "nope" not in query
        else query,
        "sort": ["name", "creation"],
    }
    return rng.choice(
        [
            ("POST", "/_security/api_key", made),
            ("POST", "/_security/api_key", spoilt(rng, made)),
            ("GET", f"/_security/api_key?id={{{name}.id}}&{shown}", None),
            ("GET", f"/_security/api_key?id={{{name}.id}}&with_limited_by=true&{shown}", None),
            (
                "GET",
                f"/_security/api_key?{rng.choice(_SELECTIONS)}&{_TOLD}",
                None,
            ),
            ("PUT", f"/_security/api_key/{{{name}.id}}", changed),
            ("PUT", f"/_security/api_key/{rng.choice(['nope', f'{{{name}.id}}'])}", spoilt(rng, changed)),
            (
                "POST",
                "/_security/api_key/_bulk_update",
                {"ids": [f"{{{name}.id}}", f"{{{other}.id}}", *some(rng, ["nope"], 0, 1)], **changed},
            ),
            ("POST", "/_security/api_key/_bulk_update", spoilt(rng, {"ids": [f"{{{name}.id}}"], **changed})),
            (
                "DELETE",
                "/_security/api_key",
                rng.choice(
                    [
                        {"ids": ["nope"]},
                        {"id": "nope"},
                        {"ids": ["{k2.id}"], "owner": True},
                        {"name": "nope"},
                        {"ids": []},
                        {"ids": ["a"], "name": "b"},
                        {"username": "nobody"},
                        {"realm_name": "nope"},
                        {"owner": True, "username": "x"},
                        {"id": ""},
                        {"name": ""},
                        {"ids": ["a"], "id": "b"},
                    ]
                ),
            ),
            ("DELETE", "/_security/api_key", spoilt(rng, {"ids": ["x"], "owner": False})),
            ("POST", "/_security/api_key/grant?filter_path=error,status,name", grant),
            ("POST", "/_security/api_key/grant?filter_path=error,status,name", spoilt(rng, grant)),
            (
                "POST",
                f"/_security/_query/api_key?{_TOLD},total,count,api_keys.name,api_keys.metadata{rng.choice(_SHOWN_TOO)}",
                found,
            ),
            (
                "POST",
                "/_security/_query/api_key?filter_path=error,status,total,count,api_keys.name",
                spoilt(rng, found),
            ),
            (
                "POST",
                "/_security/_query/api_key?filter_path=error,status,total,count,aggregations",
                {
                    **found,
                    "size": 0,
                    "aggs": {
                        "a": rng.choice(
                            [
                                {"terms": {"field": rng.choice(["username", "name", "type", "nope", "realm_name"])}},
                                {"cardinality": {"field": "username"}},
                                {"filter": {"term": {"name": "alpha"}}},
                                {"date_range": {"field": "creation", "ranges": [{"to": 4102444800000, "key": "k"}]}},
                                {"max": {"field": "creation"}},
                                {"value_count": {"field": "name"}},
                                {"missing": {"field": "expiration"}},
                                {"composite": {"sources": [{"n": {"terms": {"field": "name"}}}]}},
                            ]
                        )
                    },
                },
            ),
        ]
    )


def _token_request(rng: random.Random) -> tuple[str, str, Any]:
    body = rng.choice(
        [
            {"grant_type": "password", "username": "u1", "password": PASSWORD},
            {"grant_type": "client_credentials"},
            {"grant_type": "refresh_token", "refresh_token": "nope"},
            {"grant_type": "password", "username": "nobody", "password": PASSWORD},
            {"grant_type": "client_credentials", "username": "u1"},
            {"grant_type": "_kerberos", "kerberos_ticket": "x"},
        ]
    )
    shown = f"{_TOLD},error_description,type,expires_in,authentication.username,authentication.authentication_type"
    account, token = (
        rng.choice(["elastic/kibana", "elastic/fleet-server", "elastic/nope", "nope/kibana", "elastic/auto-ops"]),
        rng.choice(["t1", "t2", "_a", "a%20b", "*"]),
    )
    return rng.choice(
        [
            ("POST", f"/_security/oauth2/token?{shown}", body),
            ("POST", f"/_security/oauth2/token?{shown}", spoilt(rng, body)),
            (
                "DELETE",
                "/_security/oauth2/token",
                rng.choice(
                    [
                        {"token": "nope"},
                        {"refresh_token": "nope"},
                        {"username": "nobody"},
                        {"realm_name": "nope"},
                        {"token": "x", "refresh_token": "y"},
                        {},
                        {"token": ""},
                        {"username": "nobody", "realm_name": "native"},
                    ]
                ),
            ),
            ("DELETE", "/_security/oauth2/token", spoilt(rng, {"token": "x", "username": "y"})),
            (
                "POST",
                f"/_security/service/{account}/credential/token/{token}?filter_path=created,error,status,token.name",
                None,
            ),
            (
                "PUT",
                f"/_security/service/{account}/credential/token/{rng.choice(['t1', '_a'])}?{_TOLD},created,token.name",
                None,
            ),
            ("DELETE", f"/_security/service/{account}/credential/token/{rng.choice(['t2', 'nope'])}", None),
            ("GET", f"/_security/service/{account}", None),
            (
                "GET",
                f"/_security/service/{account}/credential?filter_path=error,status,service_account,count,tokens",
                None,
            ),
            (
                "GET",
                f"/_security/service/{rng.choice(['elastic', 'nope'])}?{_TOLD},elastic/kibana.role_descriptor.cluster",
                None,
            ),
            (
                "POST",
                f"/_security/service/elastic/kibana/credential/token/{rng.choice(['t1', '*'])}/_clear_cache?{_TOLD}",
                None,
            ),
            ("POST", f"/_security/api_key/{rng.choice(['x', '*', 'a,b'])}/_clear_cache?filter_path=error,status", None),
            (
                "POST",
                f"/_security/privilege/{rng.choice(['app1', '*', 'a,b'])}/_clear_cache?filter_path=error,status",
                None,
            ),
            (
                "POST",
                f"/_security/realm/{rng.choice(['native', '*', 'nope'])}/_clear_cache?filter_path=error,status",
                None,
            ),
        ]
    )


def _used(rng: random.Random) -> tuple[str, str, Any]:
    return rng.choice(
        [
            (
                "GET",
                "/_security/_authenticate?filter_path=username,roles,full_name,metadata,enabled,authentication_type,token,api_key.name,error,status",
                None,
            ),
            ("GET", "/_security/user/_privileges", None),
            ("POST", "/_security/user/_has_privileges", asked_privileges(rng)),
            ("GET", f"/{rng.choice(NAMES)}/_search?filter_path=hits.total,error,status", None),
            ("GET", "/_cluster/health?filter_path=error,timed_out", None),
            ("GET", "/_security/api_key?owner=true&active_only=true&filter_path=api_keys.name,error,status", None),
            (
                "POST",
                "/_security/api_key?filter_path=name,error,status",
                {"name": "derived", **rng.choice(_DERIVED)},
            ),
            ("GET", "/_security/user/u1", None),
            ("POST", "/_security/oauth2/token?filter_path=error,status,type", {"grant_type": "client_credentials"}),
        ]
    )


def request(rng: random.Random) -> Line:
    """Returns one request about keys and tokens, or with one."""
    share = rng.random()
    if share < 0.4:
        method, path, body = _key_request(rng)
        who = rng.choice(["elastic", "elastic", "elastic", f"{rng.choice(USERS)}:{PASSWORD}", f"@{rng.choice(KEYS)}"])
    elif share < 0.6:
        method, path, body = _token_request(rng)
        who = rng.choice(["elastic", "elastic", "elastic", f"{rng.choice(USERS)}:{PASSWORD}"])
    elif share < 0.7:
        line = data.request(rng)
        return Line(f"@{rng.choice(KEYS)}", line.method, line.path, line.body, None, False)
    else:
        method, path, body = _used(rng)
        who = rng.choice(
            [
                *(f"@{name}" for name in (*KEYS, *TOKENS)),
                f'"{rng.choice(HEADERS)}"',
                f"@{rng.choice(KEYS)}>{rng.choice(USERS)}",
            ]
        )
    return Line(who, method, path, None if body is None else json.dumps(body), None, False)
