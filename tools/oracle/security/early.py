"""Requests that are refused before anybody's rights are looked at, or that could be: which of two errors is told."""

import random
from typing import Final

from tools.oracle.security.world import NAMES, PASSWORD, USERS

from tests.golden.security.record import Line

PATHS: Final = (
    "/nosuch/route/x/y",
    "/_nosuch",
    "/a1/_nosuch",
    "/_security/nope",
    "/_cat/nope",
    "/a1/_doc",
    "/_cluster/nope",
    "/a1/_search/nope",
    "/_security/user/u1/nope",
    "/",
    "//",
    "/a1/_doc/1/_nope",
    "/a1/_search?nope=1",
    "/a1/_count?nope=1",
    "/_cluster/health?nope=1",
    "/_cluster/health?timeout=abc",
    "/a1/_search?size=abc",
    "/a1/_search?size=-5",
    "/a1/_search?q=%28",
    "/a1/_search?scroll=abc",
    "/b1/_doc/1?refresh=nope",
    "/_security/_authenticate?nope=1",
    "/_security/user?nope=1",
    "/a1/_mapping?local=x",
    "/_cat/indices?h=nope",
    "/_cat/indices?bytes=nope",
    "/_cat/indices?format=nope",
    "/A1/_search",
    "/_a/_search",
    "/a%23/_doc/1",
    "/..",
    "/a1/_search?error_trace=nope",
    "/a1/_search?pretty=nope",
    "/a1/_search?ignore_unavailable=nope",
    "/a1?expand_wildcards=nope",
    "/_all/_search?routing=",
    "/a1/_search?request_cache=x",
    "/a1/_search?preference=_nope",
    "/a1/_search?filter_path=",
    "/_bulk",
    "/_msearch",
    "/_mget",
    "/a1/_mget",
    "/_aliases",
    "/_scripts/a/b/c",
    "/_search/scroll",
    "/_pit",
    "/_security/api_key",
    "/_security/oauth2/token",
    "/_security/user/_has_privileges",
    "/_security/role/r1",
    "/_security/privilege",
    "/_security/role_mapping/m1",
    "/a1/_update/1",
    "/_analyze",
    "/_security/user/new1/_password",
    "/_security/_query/api_key",
    "/_security/_query/user",
    "/_security/api_key/grant",
    "/_security/api_key/_bulk_update",
    "/_security/role",
    "/_security/profile/_activate",
)
BODIES: Final = (
    None,
    None,
    "",
    "{",
    "[]",
    "1",
    "{}",
    '{"a":1}',
    '{"query": {"nope": {}}}',
    "{'a': 1}",
    "nope",
    "null",
    '"x"',
    '{"a":1} {"b":2}',
    '{"a":1,"a":2}',
    "\n",
    '{"index":{}}\n',
    "[1]",
    '{"query": 1}',
    '{"size": -1}',
    '{"docs": 1}',
)
METHODS: Final = ("GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "HEAD")


def request(rng: random.Random) -> Line:
    """Returns one request that has something wrong with it, by anybody or nobody."""
    user = f"{rng.choice(USERS)}:{PASSWORD}"
    who = rng.choice(["-", "elastic", "elastic", user, user, user, "nobody:nobodys", '"Foo bar"', f"{user}>nobody"])
    path = rng.choice(PATHS)
    if rng.random() < 0.2:
        path = path.replace("a1", rng.choice(NAMES))
    method = rng.choice(METHODS)
    body = rng.choice(BODIES)
    if method == "HEAD":
        body = None
    if method in ("DELETE", "PUT") and path.split("?")[0].strip("/") in NAMES:
        method = "GET"
    return Line(who, method, path, body, None, False)
