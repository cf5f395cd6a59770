"""What the requests of one seed are about: indices, roles over them, and users with these roles."""

import json
import random
from typing import Any, Final

from tests.golden.security.record import Line

PASSWORD: Final = "a-long-password"
INDICES: Final = ("a1", "a2", "ab-1", "b1", "b-2", "log-2024", "log-2025", ".hid")
ALIASES: Final = ("al", "alias-b", "log", "awrite")
CLOSED: Final = ("cl-1", "alias-c")
"""A closed index, and its alias."""
NAMES: Final = (*INDICES, *ALIASES, *CLOSED, "nope", "a9", "log-nope")
PATTERNS: Final = (
    "a*",
    "b*",
    "log*",
    "*",
    "al*",
    "*1",
    "a1",
    "b1",
    "log-2024",
    "/log-20[0-9]+/",
    "?1",
    "alias-b",
    ".h*",
    "z*",
    "al",
    "c*",
    "alias-*",
)
INDEX_PRIVILEGES: Final = (
    "read",
    "write",
    "index",
    "create",
    "create_doc",
    "delete",
    "manage",
    "view_index_metadata",
    "monitor",
    "all",
    "create_index",
    "delete_index",
    "maintenance",
    "auto_configure",
    "none",
    "indices:data/read/search",
    "read_cross_cluster",
)
CLUSTER_PRIVILEGES: Final = (
    "monitor",
    "manage",
    "all",
    "manage_security",
    "read_security",
    "manage_api_key",
    "manage_own_api_key",
    "manage_token",
    "manage_index_templates",
    "grant_api_key",
    "manage_service_account",
    "none",
    "manage_pipeline",
    "cluster:monitor/health",
    "manage_ilm",
    "cancel_task",
    "monitor_snapshot",
)
USERS: Final = ("u0", "u1", "u2", "u3", "u4", "u5")
FIELDS: Final = ("n", "k", "t", "t.raw", "o", "o.*", "o.p", "*", "h*", "_id", "nope")


def some(rng: random.Random, values: Any, least: int = 1, most: int = 3) -> list[Any]:
    """Returns some of the values, each once."""
    return rng.sample(list(values), min(len(values), rng.randint(least, most)))


def admin(method: str, path: str, body: Any = None, sets_up: bool = True) -> Line:
    return Line("elastic", method, path, None if body is None else json.dumps(body), None, sets_up)


def clean() -> list[Line]:
    """Returns the requests that remove what an earlier seed has made."""
    return [
        admin("PUT", "/_cluster/settings", {"transient": {"action.destructive_requires_name": False}}),
        admin("DELETE", "/_all?expand_wildcards=all"),
        *(admin("DELETE", f"/_security/user/{name}") for name in (*USERS, "new1", "new2")),
        *(admin("DELETE", f"/_security/role/r{number}") for number in range(8)),
        *(admin("DELETE", f"/_security/role/{name}") for name in ("new1", "new2")),
        *(admin("DELETE", f"/_security/role_mapping/{name}") for name in ("m1", "m2")),
        admin("DELETE", "/_security/privilege/app1/read,write,x"),
        admin("DELETE", "/_security/privilege/app2/read,write,x"),
        admin("DELETE", "/_index_template/t1"),
        admin("DELETE", "/_security/api_key", {"realm_name": "native1"}),
        admin("DELETE", "/_security/api_key", {"username": "elastic"}),
        *(admin("DELETE", "/_security/api_key", {"username": name}) for name in USERS),
        *(
            admin("DELETE", f"/_security/service/elastic/{name}/credential/token/t1")
            for name in ("kibana", "fleet-server")
        ),
    ]


def made(rng: random.Random) -> list[Line]:
    """Returns the requests that make the indices, roles and users of a seed."""
    return [*_indices(), *_roles(rng), *_users(rng)]


def _indices() -> list[Line]:
    properties = {
        "n": {"type": "long"},
        "k": {"type": "keyword"},
        "t": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
        "o": {"properties": {"p": {"type": "keyword"}, "q": {"type": "long"}}},
        "h": {"type": "keyword"},
        "d": {"type": "date"},
    }
    lines = []
    for index in INDICES:
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "hidden": index.startswith(".")}
        lines.append(
            admin("PUT", f"/{index}", {"settings": {"index": settings}, "mappings": {"properties": properties}})
        )
    actions = [
        {"add": {"indices": ["a1", "a2"], "alias": "al"}},
        {"add": {"index": "b1", "alias": "alias-b", "filter": {"term": {"k": "x"}}}},
        {"add": {"index": "log-2024", "alias": "log"}},
        {"add": {"index": "log-2025", "alias": "log", "is_write_index": True}},
        {"add": {"index": "a1", "alias": "awrite", "routing": "1"}},
    ]
    lines.append(admin("POST", "/_aliases", {"actions": actions}))
    body = "".join(
        json.dumps(line) + "\n" for index in INDICES for number in range(3) for line in _document(index, number)
    )
    lines.append(Line("elastic", "POST", "/_bulk?refresh=true", body, None, True))
    closed = {"settings": {"index": {"number_of_shards": 1, "number_of_replicas": 0}}, "aliases": {CLOSED[1]: {}}}
    return [*lines, admin("PUT", f"/{CLOSED[0]}", closed), admin("POST", f"/{CLOSED[0]}/_close")]


def _document(index: str, number: int) -> tuple[Any, Any]:
    words = ("one two", "two three", "three one")[number]
    document = {
        "n": number,
        "k": "xyz"[number],
        "t": words,
        "o": {"p": f"p{number}", "q": number},
        "h": "hidden",
        "d": f"2024-01-0{number + 1}",
    }
    return {"index": {"_index": index, "_id": str(number)}}, document


def index_group(rng: random.Random) -> dict[str, Any]:
    """Returns what one role grants of indices."""
    group: dict[str, Any] = {"names": some(rng, PATTERNS), "privileges": some(rng, INDEX_PRIVILEGES)}
    if rng.random() < 0.25:
        group["query"] = json.dumps(rng.choice([{"term": {"k": "x"}}, {"range": {"n": {"gte": 1}}}, {"match_all": {}}]))
    if rng.random() < 0.25:
        group["field_security"] = {"grant": some(rng, FIELDS)}
        if "*" in group["field_security"]["grant"]:
            group["field_security"]["except"] = some(rng, ["h", "o.p", "n"], 1, 2)
    if rng.random() < 0.1:
        group["allow_restricted_indices"] = False
    return group


def role(rng: random.Random) -> dict[str, Any]:
    """Returns the descriptor of a role."""
    body: dict[str, Any] = {}
    if rng.random() < 0.6:
        body["cluster"] = some(rng, CLUSTER_PRIVILEGES)
    if rng.random() < 0.85:
        body["indices"] = [index_group(rng) for _ in range(rng.randint(1, 2))]
    if rng.random() < 0.3:
        body["run_as"] = some(rng, [*USERS, "u*", "nobody"], 1, 2)
    if rng.random() < 0.3:
        body["applications"] = [application(rng)]
    if rng.random() < 0.2:
        body["metadata"] = {"a": 1, "b": [True, None]}
    if rng.random() < 0.1:
        body["description"] = "a role"
    return body


def application(rng: random.Random) -> dict[str, Any]:
    """Returns what a role grants of an application."""
    return {
        "application": rng.choice(["app1", "app2", "app*", "*"]),
        "privileges": some(rng, ["read", "write", "x", "data:read/*", "*"], 1, 2),
        "resources": some(rng, ["*", "a/b", "a/*", "c"], 1, 2),
    }


def _roles(rng: random.Random) -> list[Line]:
    return [admin("PUT", f"/_security/role/r{number}", role(rng)) for number in range(8)]


def _users(rng: random.Random) -> list[Line]:
    built_in = ("viewer", "monitoring_user", "missing_role", "editor", "kibana_admin", "transport_client")
    lines = []
    for name in USERS:
        roles = some(rng, [f"r{number}" for number in range(8)]) + (
            [rng.choice(built_in)] if rng.random() < 0.2 else []
        )
        user = {"password": PASSWORD, "roles": roles, "full_name": name.upper(), "metadata": {"team": "x"}}
        lines.append(admin("PUT", f"/_security/user/{name}", user))
    return lines
