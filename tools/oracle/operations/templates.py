"""Requests about templates of all three kinds, and aliases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

from tools.oracle.faulty_parameters import faulty
from tools.oracle.operations.documents import body_text
from tools.oracle.operations.drawing import PREFIX, Request, chance, pick, query_of, request, some
from tools.oracle.operations.indices import NEW, alias_options, definition, expression
from tools.oracle.operations.world import ALIASES, INDICES

TEMPLATES: Final = tuple(f"{PREFIX}-it{n}" for n in range(4))
COMPONENTS: Final = tuple(f"{PREFIX}-ct{n}" for n in range(3))
LEGACY: Final = tuple(f"{PREFIX}-lt{n}" for n in range(3))
PATTERNS: Final = (f"{PREFIX}-t*", f"{PREFIX}-new*", f"{PREFIX}-log-*", f"{PREFIX}-ds*")
_TIMES: Final[dict[str, Sequence[Any]]] = {"master_timeout": ["30s"], "create": ["true", "false"], "cause": ["x"]}


def _patterns(rng: random.Random) -> Any:
    return rng.choice(
        [some(rng, PATTERNS, 1, 2), some(rng, PATTERNS, 1, 2), rng.choice(PATTERNS), [], "UP*", [" x"], ["*,x"], 5]
    )


def index_template(rng: random.Random) -> dict[str, Any]:
    body: dict[str, Any] = {"index_patterns": some(rng, PATTERNS, 1, 2) if chance(rng, 0.85) else _patterns(rng)}
    if chance(rng, 0.8):
        body["priority"] = rng.choice([1, 2, 3, 4, 500, -1, "7"]) if chance(rng, 0.3) else rng.randint(1, 10_000)
    extra: dict[str, Any] = {
        "template": definition(rng),
        "composed_of": some(rng, [*COMPONENTS, "nope"], 0, 2),
        "version": rng.choice([1, "2", -1, "x"]),
        "_meta": rng.choice([{"a": 1}, "x"]),
        "data_stream": rng.choice([{}, {"hidden": True}, {"nope": 1}, {"allow_custom_routing": True}]),
        "ignore_missing_component_templates": rng.choice([["nope"], ["x"], "nope"]),
        "allow_auto_create": rng.choice([True, False]),
        "deprecated": True,
    }
    shares = {"template": 0.7, "composed_of": 0.3, "data_stream": 0.12, "ignore_missing_component_templates": 0.2}
    for name, value in extra.items():
        if chance(rng, shares.get(name, 0.08)):
            body[name] = value
    return faulty(rng, body) if chance(rng, 0.1) else body


def _put_index_template(rng: random.Random) -> Request:
    name = rng.choice(TEMPLATES) if chance(rng, 0.93) else rng.choice(["UP", "a%20b", "_x", f"{PREFIX}%2C"])
    return request(
        rng.choice(["PUT", "POST"]),
        f"/_index_template/{name}{query_of(rng, _TIMES, 0.06)}",
        body_text(rng, index_template(rng), 0.04),
    )


def component_template(rng: random.Random) -> dict[str, Any]:
    body: dict[str, Any] = {"template": definition(rng)}
    extra = {
        "version": rng.choice([1, "x"]),
        "_meta": rng.choice([{"a": 1}, 5]),
        "deprecated": rng.choice([True, "x"]),
        "nope": 1,
    }
    for name, value in extra.items():
        if chance(rng, 0.1):
            body[name] = value
    return faulty(rng, body) if chance(rng, 0.1) else body


def _put_component(rng: random.Random) -> Request:
    return request(
        "PUT",
        f"/_component_template/{rng.choice(COMPONENTS)}{query_of(rng, _TIMES, 0.06)}",
        body_text(rng, component_template(rng), 0.04),
    )


def _put_legacy(rng: random.Random) -> Request:
    body = {
        "index_patterns": _patterns(rng),
        "order": rng.choice([0, 1, 2, "x"]) if chance(rng, 0.3) else rng.randint(0, 99),
        **definition(rng),
    }
    if chance(rng, 0.15):
        body["version"] = rng.choice([1, "2"])
    known = {**_TIMES, "order": ["1", "x"]}
    return request(
        "PUT",
        f"/_template/{rng.choice(LEGACY)}{query_of(rng, known, 0.06)}",
        body_text(rng, faulty(rng, body) if chance(rng, 0.1) else body, 0.04),
    )


def _look(rng: random.Random) -> Request:
    kind, names = rng.choice(
        [("_index_template", TEMPLATES), ("_component_template", COMPONENTS), ("_template", LEGACY)]
    )
    name = rng.choice([*names, *names, f"{PREFIX}-*", "nope", ",".join(names[:2]), "nope*"])
    known = {
        "flat_settings": ["true"],
        "local": ["true", "false"],
        "master_timeout": ["1s"],
    }
    method = "HEAD" if chance(rng, 0.15) else "GET"
    return request(
        method,
        f"/{kind}/{name}{query_of(rng, known, 0.08)}",
    )


def _delete(rng: random.Random) -> Request:
    kind, names = rng.choice(
        [("_index_template", TEMPLATES), ("_component_template", COMPONENTS), ("_template", LEGACY)]
    )
    name = rng.choice([*names, *names, "nope", ",".join(names[:2]), f"{PREFIX}-z*"])
    return request("DELETE", f"/{kind}/{name}{query_of(rng, {'timeout': ['1s'], 'master_timeout': ['1s']}, 0.06)}")


def _simulate(rng: random.Random) -> Request:
    known = {"create": ["true"], "cause": ["x"], "include_defaults": ["false"], "master_timeout": ["1s"]}
    if chance(rng, 0.5):
        name = rng.choice([*NEW, f"{PREFIX}-t9", "nope"])
        body = index_template(rng) if chance(rng, 0.3) else None
        return request("POST", f"/_index_template/_simulate_index/{name}{query_of(rng, known, 0.05)}", body)
    name = rng.choice(["", f"/{rng.choice(TEMPLATES)}", "/nope"])
    return request(
        "POST",
        f"/_index_template/_simulate{name}{query_of(rng, known, 0.05)}",
        index_template(rng) if not name or chance(rng, 0.2) else None,
    )


def _used(rng: random.Random) -> Request:
    name = rng.choice([f"{PREFIX}-t{rng.randint(1, 4)}", f"{PREFIX}-new{rng.randint(1, 3)}", f"{PREFIX}-log-1"])
    return (
        request("PUT", f"/{name}")
        if chance(rng, 0.4)
        else request("GET", f"/{name}")
        if chance(rng, 0.6)
        else request("DELETE", f"/{name}")
    )


def _alias_action(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(
        ["add", "add", "add", "remove", "remove", "remove_index", "nope"]
        if chance(rng, 0.1)
        else ["add", "add", "remove"]
    )
    body: dict[str, Any] = {}
    body.update(
        rng.choice(
            [
                {"index": rng.choice([*INDICES, f"{PREFIX}-w*", "nope"])},
                {"indices": some(rng, [*INDICES, f"{PREFIX}-*"], 1, 2)},
            ]
        )
    )
    body.update(
        rng.choice(
            [{"alias": rng.choice([*ALIASES, f"{PREFIX}-al9", f"{PREFIX}-al*"])}, {"aliases": some(rng, ALIASES, 1, 2)}]
        )
    )
    if kind == "add":
        body.update(alias_options(rng))
    if chance(rng, 0.1):
        body["must_exist"] = rng.choice([True, False])
    return {kind: faulty(rng, body) if chance(rng, 0.08) else body}


def _aliases(rng: random.Random) -> Request:
    body: Any = {"actions": [_alias_action(rng) for _ in range(rng.randint(1, 3))]}
    return request(
        "POST",
        f"/_aliases{query_of(rng, {'timeout': ['1s'], 'master_timeout': ['1s']}, 0.05)}",
        body_text(rng, faulty(rng, body) if chance(rng, 0.05) else body, 0.04),
    )


def _one_alias(rng: random.Random) -> Request:
    alias = rng.choice([*ALIASES, f"{PREFIX}-al9", *INDICES[:1], "UP%23", f"{PREFIX}-*", "nope"])
    way = rng.choice(["PUT", "POST", "DELETE", "GET"])
    body = alias_options(rng) if way in ("PUT", "POST") and chance(rng, 0.5) else None
    return request(
        way,
        f"/{expression(rng)}/{rng.choice(['_alias', '_alias', '_aliases']) if way != 'GET' else '_alias'}/{alias}",
        body,
    )


_KINDS: Final = (
    (_put_index_template, 6),
    (_put_component, 4),
    (_put_legacy, 3),
    (_look, 5),
    (_delete, 3),
    (_simulate, 4),
    (_used, 3),
    (_aliases, 5),
    (_one_alias, 4),
)


def draw(rng: random.Random) -> Request:
    """Returns one request about templates or aliases."""
    return pick(rng, _KINDS)
