"""Requests about users, roles, role mappings, privileges: right ones and faulty ones."""

import json
import random
from collections.abc import Callable
from typing import Any, Final

from tools.oracle.security.world import (
    CLUSTER_PRIVILEGES,
    INDEX_PRIVILEGES,
    NAMES,
    PASSWORD,
    PATTERNS,
    USERS,
    application,
    role,
    some,
)

from tests.golden.security.record import Line

WRONG: Final[tuple[Any, ...]] = (None, 1, -1, "", "x", True, [], {}, [1], [None], {"a": 1}, ["nope"], 1.5, "*", "_all")


def spoilt(rng: random.Random, body: Any) -> Any:
    """Returns a body with one member, at any depth, that is wrong, missing or unknown."""
    body = json.loads(json.dumps(body))
    place = body
    while True:
        inner = [
            part
            for part in (place.values() if isinstance(place, dict) else place)
            if isinstance(part, dict | list) and part
        ]
        if not inner or rng.random() < 0.5:
            break
        place = rng.choice(inner)
    if isinstance(place, list):
        place[rng.randrange(len(place))] = rng.choice(WRONG)
    elif place and rng.random() < 0.75:
        name = rng.choice(list(place))
        if rng.random() < 0.25:
            del place[name]
        else:
            place[name] = rng.choice(WRONG)
    else:
        place[rng.choice(["nope", "foo", "_x"])] = rng.choice(WRONG)
    return body


def _user_name(rng: random.Random) -> str:
    return rng.choice(
        [
            *USERS,
            "new1",
            "new2",
            "elastic",
            "nobody",
            "kibana_system",
            "_system",
            "%20a",
            "a%20",
            "-a",
            "_anonymous",
            "a%C3%A9b",
        ]
    )


def _role_name(rng: random.Random) -> str:
    return rng.choice(
        [*(f"r{number}" for number in range(8)), "new1", "new2", "superuser", "viewer", "nope", "_a", "a%20b", "%20a"]
    )


def _users(rng: random.Random) -> tuple[str, str, Any]:
    name = _user_name(rng)
    body: dict[str, Any] = {
        "password": rng.choice([PASSWORD, "short", "abcdef"]),
        "roles": some(rng, ["r1", "r2", "superuser", "nope"], 0, 2),
    }
    for member, value in {
        "full_name": "New",
        "email": "a@b.c",
        "metadata": {"a": 1},
        "enabled": rng.choice([True, False]),
    }.items():
        if rng.random() < 0.3:
            body[member] = value
    if rng.random() < 0.25:
        body.pop("password")
    return rng.choice(
        [
            (rng.choice(["PUT", "POST"]), f"/_security/user/{rng.choice(['new1', 'new2', name])}", body),
            ("PUT", f"/_security/user/{name}", spoilt(rng, body)),
            ("GET", f"/_security/user/{name}", None),
            ("GET", f"/_security/user/{','.join(some(rng, [*USERS, 'elastic', 'nobody'], 2, 3))}", None),
            ("DELETE", f"/_security/user/{rng.choice(['new1', 'new2', 'nobody', 'elastic', '_system'])}", None),
            (
                "POST",
                f"/_security/user/{rng.choice(['new1', 'new2', 'nobody', '_system', 'u5'])}/_password",
                rng.choice(
                    [
                        {"password": PASSWORD},
                        {"password": "x"},
                        {},
                        {"nope": 1},
                        {"password": PASSWORD, "password_hash": "x"},
                    ]
                ),
            ),
            (
                "PUT",
                f"/_security/user/{rng.choice(['new1', 'nobody', 'new2'])}/{rng.choice(['_enable', '_disable'])}",
                None,
            ),
            ("GET", "/_security/user?with_profile_uid=" + rng.choice(["nope", "false"]), None),
        ]
    )


def _roles(rng: random.Random) -> tuple[str, str, Any]:
    name = _role_name(rng)
    body = role(rng)
    return rng.choice(
        [
            (rng.choice(["PUT", "POST"]), f"/_security/role/{rng.choice(['new1', 'new2'])}", body),
            ("PUT", f"/_security/role/{name if name[0] != 'r' else 'new1'}", body),
            ("PUT", f"/_security/role/{rng.choice(['new1', 'new2'])}", spoilt(rng, body)),
            ("PUT", f"/_security/role/{rng.choice(['new1', 'new2'])}", spoilt(rng, body)),
            ("GET", f"/_security/role/{name}", None),
            ("GET", f"/_security/role/{rng.choice(['r1,r2,nope', 'new1', 'new2', 'nope', 'r1'])}", None),
            ("DELETE", f"/_security/role/{rng.choice(['new1', 'new2', 'nope', 'superuser', 'viewer'])}", None),
            ("POST", "/_security/role", {"roles": {"new1": body, rng.choice(["new2", "superuser", "_a"]): role(rng)}}),
            ("POST", "/_security/role", {"roles": {"new1": spoilt(rng, body)}}),
            ("DELETE", "/_security/role", {"names": some(rng, ["new1", "new2", "nope", "superuser"])}),
            ("DELETE", "/_security/role", spoilt(rng, {"names": ["new1"]})),
            (
                "POST",
                f"/_security/role/{rng.choice(['r1', 'nope', '*', 'r1,r2'])}/_clear_cache?filter_path=error,status",
                None,
            ),
        ]
    )


def rules(rng: random.Random, depth: int = 2) -> Any:
    """Returns rules of a role mapping."""
    kind = rng.choice(["field", "field", "any", "all", "except"]) if depth else "field"
    if kind == "field":
        name = rng.choice(["username", "dn", "groups", "realm.name", "metadata.team", "nope"])
        return {"field": {name: rng.choice(["u1", "u*", ["a", "b"], "/u[0-9]/", 1, True, None, "*"])}}
    if kind == "except":
        return {"all": [{"field": {"username": "*"}}, {"except": rules(rng, depth - 1)}]}
    return {kind: [rules(rng, depth - 1) for _ in range(rng.randint(1, 3))]}


def _mappings(rng: random.Random) -> tuple[str, str, Any]:
    name = rng.choice(["m1", "m2"])
    body: dict[str, Any] = {
        "enabled": rng.choice([True, False]),
        "rules": rules(rng),
        "roles": some(rng, ["r1", "r2", "nope"]),
    }
    if rng.random() < 0.3:
        del body["roles"]
        template = {"source": rng.choice(["{{#tojson}}groups{{/tojson}}", '"{{username}}"', "a"])}
        body["role_templates"] = [{"format": rng.choice(["json", "string"]), "template": template}]
    if rng.random() < 0.3:
        body["metadata"] = {"v": 1}
    return rng.choice(
        [
            ("PUT", f"/_security/role_mapping/{name}", body),
            ("POST", f"/_security/role_mapping/{name}", spoilt(rng, body)),
            ("PUT", f"/_security/role_mapping/{name}", spoilt(rng, body)),
            ("GET", f"/_security/role_mapping/{rng.choice(['m1', 'm2', 'm1,m2', 'nope', 'm*'])}", None),
            ("GET", "/_security/role_mapping", None),
            ("DELETE", f"/_security/role_mapping/{rng.choice(['m1', 'm2', 'nope'])}", None),
        ]
    )


def _application_privileges(rng: random.Random) -> tuple[str, str, Any]:
    one: dict[str, Any] = {"actions": some(rng, ["data:read/*", "data:write/*", "login:", "admin:x", "a/b"], 1, 2)}
    if rng.random() < 0.3:
        one["metadata"] = {"a": 1}
    body = {rng.choice(["app1", "app2"]): {rng.choice(["read", "write", "x"]): one}}
    application = rng.choice(["app1", "app2", "app*", "nope", "app1,app2"])
    return rng.choice(
        [
            ("PUT", "/_security/privilege", body),
            ("POST", "/_security/privilege", spoilt(rng, body)),
            ("GET", f"/_security/privilege/{application}", None),
            ("GET", f"/_security/privilege/{application}/{rng.choice(['read', 'x', 'nope', 'read,write'])}", None),
            ("DELETE", f"/_security/privilege/{rng.choice(['app1', 'nope'])}/{rng.choice(['read', 'x,read'])}", None),
            ("GET", "/_security/privilege", None),
            ("GET", "/_security/privilege/_builtin?filter_path=error,status", None),
        ]
    )


def asked_privileges(rng: random.Random) -> dict[str, Any]:
    """Returns the body of a question whether somebody has privileges."""
    body: dict[str, Any] = {}
    if rng.random() < 0.6:
        body["cluster"] = some(rng, CLUSTER_PRIVILEGES)
    if rng.random() < 0.7:
        body["index"] = [
            {
                "names": some(rng, [*NAMES, *PATTERNS, ".security"]),
                "privileges": some(rng, INDEX_PRIVILEGES),
                **rng.choice([{}, {}, {"allow_restricted_indices": rng.choice([True, False])}]),
            }
            for _ in range(rng.randint(1, 2))
        ]
    if rng.random() < 0.4:
        body["application"] = [application(rng) for _ in range(rng.randint(1, 2))]
    return body


def _has_privileges(rng: random.Random) -> tuple[str, str, Any]:
    body = asked_privileges(rng)
    if rng.random() < 0.35:
        body = spoilt(rng, body)
    path = rng.choice(
        [
            "/_security/user/_has_privileges",
            "/_security/user/_has_privileges",
            f"/_security/user/{rng.choice([*USERS, 'elastic', 'nobody'])}/_has_privileges",
        ]
    )
    return rng.choice(["POST", "GET"]), path, body


def _about_me(rng: random.Random) -> tuple[str, str, Any]:
    return (
        "GET",
        rng.choice(
            [
                "/_security/_authenticate",
                "/_security/user/_privileges",
                "/_security/user",
                "/_security/role?filter_path=r0,error,status",
                "/_security/settings",
                "/_security/user/_privileges?nope=1",
            ]
        ),
        None,
    )


def _found(rng: random.Random) -> tuple[str, str, Any]:
    fields = {
        "user": ["username", "roles", "full_name", "email", "enabled", "nope", "metadata.team"],
        "role": ["name", "description", "metadata.a", "applications.application", "applications.privileges", "nope"],
    }
    kind = rng.choice(list(fields))
    field = rng.choice(fields[kind])
    query = rng.choice(
        [
            {"term": {field: "u1"}},
            {"prefix": {field: "r"}},
            {"exists": {"field": field}},
            {"match_all": {}},
            {"terms": {field: ["u1", "r1", "app1"]}},
            {"wildcard": {field: "*1"}},
            {"bool": {"must_not": {"term": {field: "u2"}}}},
            {"range": {field: {"gte": "u"}}},
            {"match": {field: "u1"}},
            {"ids": {"values": ["user-u1"]}},
            {"nope": {}},
            {"simple_query_string": {"query": "u1", "fields": [field]}},
            {"query_string": {"query": "u1"}},
        ]
    )
    body: dict[str, Any] = {
        "query": query,
        "sort": [{"user": "username", "role": "name"}[kind]],
        "size": rng.choice([2, 3, 50]),
    }
    for member, value in {
        "from": 1,
        "search_after": ["u1"],
        "nope": 1,
        "aggs": {"a": {"terms": {"field": field}}},
        "sort": [{field: {"order": "desc"}}, "username"],
    }.items():
        if rng.random() < 0.1:
            body[member] = value
    filtered = "filter_path=error,status,total,count,users.username,roles.name,users._sort,roles._sort"
    return "POST", f"/_security/_query/{kind}?{filtered}", spoilt(rng, body) if rng.random() < 0.2 else body


_KINDS: Final[tuple[tuple[Callable[[random.Random], tuple[str, str, Any]], int], ...]] = (
    (_users, 4),
    (_roles, 5),
    (_mappings, 3),
    (_application_privileges, 3),
    (_has_privileges, 6),
    (_about_me, 2),
    (_found, 2),
)


def request(rng: random.Random) -> Line:
    """Returns one request of administration, mostly by the superuser."""
    kind = rng.choices([kind for kind, _ in _KINDS], [weight for _, weight in _KINDS])[0]
    method, path, body = kind(rng)
    by_user = 0.9 if kind in (_has_privileges, _about_me) else 0.25
    who = f"{rng.choice(USERS)}:{PASSWORD}" if rng.random() < by_user else "elastic"
    return Line(who, method, path, None if body is None else json.dumps(body), None, False)
