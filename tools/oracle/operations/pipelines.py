"""Requests about pipelines: stored, shown, simulated, used; every processor that OpenSearch knows, right and wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any, Final

from tools.oracle.faulty_parameters import faulty
from tools.oracle.operations.documents import body_text
from tools.oracle.operations.drawing import PREFIX, Request, chance, pick, query_of, request, some
from tools.oracle.operations.world import PLAIN, source

FIELDS: Final = (
    "t",
    "k",
    "n",
    "d",
    "o.a",
    "o",
    "line",
    "csv",
    "pairs",
    "list",
    "nope",
    "url",
    "ip",
    "agent",
    "json",
    "o.z",
    "list.0",
)
_TEXTS: Final = {
    "line": '10.0.0.7 - ann [17/May/2015:10:05:03 +0000] "GET /tea HTTP/1.1" 503 17',
    "csv": 'a, "b c" ,,5',
    "pairs": "a=1&b=two&c=",
    "list": ["b", "a", "c", "a"],
    "url": "http%3A%2F%2Fa.b%2F+c",
    "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
    "json": '{"a": {"b": [1, 2.5, null]}}',
    "html": "<p>one &amp; <b>two</b></p>",
    "size": "10kb",
    "number": "42",
    "flat.key": "dotted",
}


def simulated(rng: random.Random) -> dict[str, Any]:
    """Returns a document that is worked on."""
    found = source(rng)
    for name, value in _TEXTS.items():
        if chance(rng, 0.6):
            found[name] = value
    if chance(rng, 0.3):
        found[rng.choice(["n", "line", "list", "k", "json", "number"])] = rng.choice(
            [None, 5, "x", [], {}, True, 1.5, "1,2", ["x", 1]]
        )
    return found


KINDS: Final[dict[str, dict[str, Any]]] = json.loads(Path(__file__).with_name("processors.json").read_text())
"""Processor -> member -> its values: one of a list (null: left out, FIELD: any field), or `some` of a list."""


def _member(rng: random.Random, choices: Any) -> Any:
    if isinstance(choices, dict):
        return some(rng, choices["some"], choices["least"], choices["most"])
    chosen = rng.choice(choices)
    return rng.choice(FIELDS) if chosen == "FIELD" else chosen


def _processor(rng: random.Random) -> tuple[str, dict[str, Any]]:
    kind = rng.choice(list(KINDS))
    drawn = {name: _member(rng, choices) for name, choices in KINDS[kind].items()}
    return kind, {name: value for name, value in drawn.items() if value is not None}


_CONDITIONS: Final = (
    "ctx.n != null",
    "ctx.k == 'a'",
    "false",
    "true",
    "ctx.nope.x == 1",
    "ctx.o?.a > 1",
    "ctx.t instanceof String",
    "nope(",
)


def step(rng: random.Random, depth: int = 1) -> dict[str, Any]:
    """Returns one processor with what all may have."""
    kind, body = _processor(rng)
    if chance(rng, 0.15):
        body["if"] = rng.choice(_CONDITIONS)
    if chance(rng, 0.15):
        body["tag"] = rng.choice(["a tag", "t2"])
    if chance(rng, 0.1):
        body["description"] = "what it is for"
    if chance(rng, 0.15):
        body["ignore_failure"] = rng.choice([True, False])
    if depth and chance(rng, 0.2):
        body["on_failure"] = [
            step(rng, depth - 1)
            if chance(rng, 0.4)
            else {
                "set": {
                    "field": "error",
                    "value": "{{_ingest.on_failure_message}} in {{_ingest.on_failure_processor_tag}}",
                }
            }
        ]
    return {kind: faulty(rng, body) if chance(rng, 0.1) else body}


def pipeline(rng: random.Random) -> dict[str, Any]:
    body: dict[str, Any] = {"processors": [step(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]}
    extra = {"description": rng.choice(["mine", 5]), "version": rng.choice([1, "x"]), "_meta": {"a": 1}, "nope": 1}
    for name, value in extra.items():
        if chance(rng, 0.06):
            body[name] = value
    if chance(rng, 0.2):
        body["on_failure"] = (
            [step(rng, 0)]
            if chance(rng, 0.5)
            else [{"set": {"field": "whole", "value": "{{_ingest.on_failure_message}}"}}]
        )
    return faulty(rng, body) if chance(rng, 0.05) else body


def _docs(rng: random.Random) -> list[Any]:
    docs: list[Any] = [{"_source": simulated(rng)} for _ in range(rng.randint(1, 2))]
    for member, value in {
        "_id": "7",
        "_index": "i",
        "_routing": "x",
        "_version": 3,
        "_version_type": "external",
        "_type": "_doc",
    }.items():
        if chance(rng, 0.08):
            docs[0][member] = rng.choice([value, value, 5, None])
    return docs


def _simulate(rng: random.Random) -> Request:
    body: dict[str, Any] = {"docs": _docs(rng)}
    where = ""
    if chance(rng, 0.15):
        where = rng.choice([f"/{PREFIX}-p0", f"/{PREFIX}-p1", "/nope"])
    else:
        body["pipeline"] = pipeline(rng)
    if chance(rng, 0.05):
        body = faulty(rng, body)
    return request(
        rng.choice(["POST", "GET"]),
        f"/_ingest/pipeline{where}/_simulate{query_of(rng, {'verbose': ['true', 'false', '']}, 0.35, 0.02)}",
        body_text(rng, body, 0.02),
    )


def _store(rng: random.Random) -> Request:
    name = rng.choice([f"{PREFIX}-p0", f"{PREFIX}-p1", f"{PREFIX}-p2"])
    return request(
        "PUT",
        f"/_ingest/pipeline/{name}{query_of(rng, {'timeout': ['1s']}, 0.1, 0.02)}",
        body_text(rng, pipeline(rng), 0.02),
    )


def _look(rng: random.Random) -> Request:
    name = rng.choice([f"{PREFIX}-p0", f"{PREFIX}-p*", "nope", "nope*", f"{PREFIX}-p0,nope"])
    return request("GET", f"/_ingest/pipeline/{name}")


def _use(rng: random.Random) -> Request:
    names = [f"{PREFIX}-p0", f"{PREFIX}-p1", "nope", "_none"]
    if chance(rng, 0.5):
        return request(
            "PUT",
            f"/{PLAIN}/_doc/{rng.randint(1, 3)}?pipeline={rng.choice(names)}",
            {"k": "a", "n": 1, "t": "Some Words"},
        )
    lines = (
        '{"index":{"_id":"1"}}\n{"k":"a"}\n{"create":{"_id":"1"}}\n{"n":2}\n{"update":{"_id":"1"}}\n{"doc":{"k":"b"}}\n'
    )
    return request("POST", f"/{PLAIN}/_bulk?pipeline={rng.choice(names)}", lines)


def _delete(rng: random.Random) -> Request:
    return request("DELETE", f"/_ingest/pipeline/{rng.choice([f'{PREFIX}-p2', f'{PREFIX}-p1', 'nope', 'nope*'])}")


_KINDS: Final = ((_simulate, 14), (_store, 4), (_look, 1), (_use, 2), (_delete, 1))


def openers() -> list[Request]:
    """Returns the requests that come before the first of a world."""
    stored = {
        "processors": [{"set": {"field": "by", "value": "p0"}}, {"lowercase": {"field": "t", "ignore_missing": True}}]
    }
    return [
        request("PUT", f"/_ingest/pipeline/{PREFIX}-p0", stored),
        request(
            "PUT",
            f"/_ingest/pipeline/{PREFIX}-p1",
            {"processors": [{"pipeline": {"name": f"{PREFIX}-p0"}}, {"uppercase": {"field": "k"}}]},
        ),
    ]


def draw(rng: random.Random) -> Request:
    """Returns one request about pipelines."""
    return pick(rng, _KINDS)
