"""Bodies that unpack into much, bodies that never end, clients that leave."""

import gzip
from random import Random

from tests.faults.hostile.request import JSON_TYPE, NDJSON_TYPE, HostileRequest, about


def _packed(body: bytes, target: str = "/loose/_bulk", copies: int = 40) -> HostileRequest:
    headers = {**NDJSON_TYPE, "content-encoding": "gzip"}
    return HostileRequest("POST", target, gzip.compress(body, 9), headers, copies=copies)


def packed_spaces(rng: Random) -> HostileRequest:
    return _packed(b" " * about(rng, 50_000_000))


def packed_lines(rng: Random) -> HostileRequest:
    return _packed(b'{"index":{}}\n{"n":1}\n' * about(rng, 2_000_000))


def packed_brackets(rng: Random) -> HostileRequest:
    return _packed(b'{"a":[' + b"{}," * about(rng, 15_000_000) + b"{}]}", "/store/_search")


def packed_too_long(rng: Random) -> HostileRequest:
    return _packed(b" " * about(rng, 60_000_000), copies=2)


def unfinished_bodies(rng: Random) -> HostileRequest:
    body = b'{"index":{}}\n{"n":1}\n' * 4_000_000
    return HostileRequest("POST", "/loose/_bulk", body, dict(NDJSON_TYPE), copies=30, declared=99_000_000)


def big_bodies(rng: Random) -> HostileRequest:
    body = b'{"query":{"terms":{"k":[' + b'"x",' * about(rng, 8_000_000) + b'"x"]}}}'
    return HostileRequest("POST", "/store/_search", body, dict(JSON_TYPE), copies=8)


def yaml_bodies(rng: Random) -> HostileRequest:
    body = b"query: {terms: {k: [" + b"x, " * about(rng, 200_000) + b"x]}}"
    return HostileRequest("POST", "/store/_search", body, {"content-type": "application/yaml"}, copies=4)


def cbor_bodies(rng: Random) -> HostileRequest:
    body = b"\xbf\x61a\x9f" + b"\x80" * about(rng, 10_000_000) + b"\xff\xff"
    return HostileRequest("POST", "/store/_search", body, {"content-type": "application/cbor"}, copies=4)


KINDS = (
    packed_spaces, packed_lines, packed_brackets, packed_too_long, unfinished_bodies, big_bodies, yaml_bodies,
    cbor_bodies,
)  # fmt: skip
