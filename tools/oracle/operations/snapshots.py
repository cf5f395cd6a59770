"""Requests about repositories, snapshots, and tasks."""

from __future__ import annotations

import random
from typing import Any, Final

from tools.oracle.faulty_parameters import faulty
from tools.oracle.operations.documents import body_text
from tools.oracle.operations.drawing import PREFIX, Request, chance, pick, query_of, request

REPOSITORIES: Final = (f"{PREFIX}-ra", f"{PREFIX}-rb")
SNAPSHOTS: Final = ("s1", "s2", "s3")
_LEAN: Final = {"master_timeout": ["30s"]}


def _repository(rng: random.Random) -> Request:
    name = rng.choice(REPOSITORIES) if chance(rng, 0.85) else rng.choice(["a%23b", "a%20b", "UP", "_x", "nope"])
    kind = rng.random()
    if kind < 0.35:
        body: Any = {"type": "fs", "settings": {"location": name[:8], "compress": rng.choice([True, False, "true"])}}
        if chance(rng, 0.2):
            body["settings"][
                rng.choice(["readonly", "chunk_size", "max_snapshot_bytes_per_sec", "nope", "max_number_of_snapshots"])
            ] = rng.choice([False, "10mb", "1gb", 5, "x"])
        if chance(rng, 0.25):
            body = faulty(rng, body)
        return request(
            "PUT",
            f"/_snapshot/{name}{query_of(rng, {**_LEAN, 'verify': ['true', 'false']}, 0.08)}",
            body_text(rng, body, 0.05),
        )
    if kind < 0.75:
        name = rng.choice([*REPOSITORIES, "nope", f"{PREFIX}-*", f"{PREFIX}-r*,nope", ",".join(REPOSITORIES)])
        return request("GET", f"/_snapshot/{name}{query_of(rng, {**_LEAN, 'local': ['true']}, 0.08)}")
    if kind < 0.9:
        return request(
            "POST",
            f"/_snapshot/{name}/{rng.choice(['_verify', '_cleanup'])}?filter_path=error,status,results.deleted_blobs",
        )
    return request("DELETE", f"/_snapshot/{rng.choice(['nope', 'nope*', REPOSITORIES[1]])}")


def _create(rng: random.Random) -> Request:
    body: dict[str, Any] = {
        "indices": rng.choice(
            [f"{PREFIX}-a", [f"{PREFIX}-a", f"{PREFIX}-m"], f"{PREFIX}-w*", "nope", f"{PREFIX}-*,-{PREFIX}-c"]
        )
    }
    extra = {
        "ignore_unavailable": rng.choice([True, False, "x"]),
        "include_global_state": rng.choice([True, False]),
        "partial": rng.choice([True, False]),
        "metadata": rng.choice([{"a": 1}, "x", {"a": {"b": [1]}}]),
        "feature_states": rng.choice([[], ["none"], ["nope"]]),
        "expand_wildcards": rng.choice(["open", "all", "none", "x"]),
        "nope": 1,
        "settings": {},
    }
    for name, value in extra.items():
        if chance(rng, 0.12):
            body[name] = value
    body.setdefault("include_global_state", False)
    name = (
        rng.choice(SNAPSHOTS)
        if chance(rng, 0.88)
        else rng.choice(["UP", "a%20b", "_x", "-x", "a%23", "x" * 300, "%3Cs-%7Bnow%2Fy%7D%3E"])
    )
    repository = rng.choice([*REPOSITORIES, REPOSITORIES[0], REPOSITORIES[0]]) if chance(rng, 0.95) else "nope"
    return request(
        rng.choice(["PUT", "POST"]),
        f"/_snapshot/{repository}/{name}?wait_for_completion=true",
        body_text(rng, faulty(rng, body) if chance(rng, 0.06) else body, 0.04),
    )


def _get(rng: random.Random) -> Request:
    known = {
        "verbose": ["true", "false"],
        "ignore_unavailable": ["true", "false"],
        "index_details": ["true"],
        "index_names": ["false"],
        "include_repository": ["false", "true"],
        "sort": ["name", "start_time", "nope", "shard_count", "failed_shard_count", "index_count", "repository"],
        "order": ["asc", "desc", "up"],
        "size": ["1", "0", "-1", "2"],
        "offset": ["1", "-1"],
        "from_sort_value": ["s1", "x"],
        "after": ["x", "bmFtZSxzMQ=="],
        "slm_policy_filter": ["_none", "*"],
        "state": ["SUCCESS", "nope"],
    }
    repository = rng.choice([*REPOSITORIES, REPOSITORIES[0], "*", f"{PREFIX}-r*"])
    name = rng.choice([*SNAPSHOTS, "_all", "*", "s*,-s1", "nope", "s1,nope", "_current", "nope*"])
    return request(
        "GET",
        f"/_snapshot/{repository}/{name}{query_of(rng, known, 0.08)}",
    )


def _status(rng: random.Random) -> Request:
    where = rng.choice(["", f"/{REPOSITORIES[0]}", f"/{REPOSITORIES[0]}/{rng.choice([*SNAPSHOTS, 'nope', 's1,nope'])}"])
    members = ("snapshot", "state", "shards_stats", "indices.*.shards_stats")
    shown = f"filter_path=error,status,{','.join(f'snapshots.{member}' for member in members)}"
    return request("GET", f"/_snapshot{where}/_status?{shown}{rng.choice(['', '', '&ignore_unavailable=true'])}")


def _restore(rng: random.Random) -> Request:
    body: dict[str, Any] = {
        "indices": rng.choice([f"{PREFIX}-a", "*", f"{PREFIX}-m", f"{PREFIX}-a,{PREFIX}-m", "nope"])
    }
    if chance(rng, 0.85):
        body.update(
            {
                "rename_pattern": rng.choice(["(.+)", f"{PREFIX}-(.)", "(", "x"]),
                "rename_replacement": rng.choice([f"{PREFIX}-new-$1", "UP$1", "$2", f"{PREFIX}-re"]),
            }
        )
    extra = {
        "include_aliases": rng.choice([True, False]),
        "include_global_state": rng.choice([True, False]),
        "ignore_unavailable": True,
        "partial": rng.choice([True, False]),
        "index_settings": rng.choice(
            [
                {"index.number_of_replicas": 0},
                {"index.number_of_shards": 5},
                {"nope": 1},
                {"index.refresh_interval": "x"},
            ]
        ),
        "ignore_index_settings": rng.choice([["index.refresh_interval"], "index.number_of_shards", ["nope"], []]),
        "rename_alias_pattern": "(.+)",
        "rename_alias_replacement": f"{PREFIX}-ra-$1",
        "feature_states": ["none"],
        "nope": 1,
    }
    for name, value in extra.items():
        if chance(rng, 0.1):
            body[name] = value
    name = rng.choice([*SNAPSHOTS, *SNAPSHOTS, "nope"])
    where = f"/_snapshot/{REPOSITORIES[0] if chance(rng, 0.95) else 'nope'}/{name}/_restore"
    return request(
        "POST",
        f"{where}?wait_for_completion=true",
        body_text(rng, faulty(rng, body) if chance(rng, 0.06) else body, 0.03),
    )


def _delete(rng: random.Random) -> Request:
    repository = REPOSITORIES[0] if chance(rng, 0.95) else "nope"
    return request(
        "DELETE",
        f"/_snapshot/{repository}/{rng.choice([*SNAPSHOTS, 'nope', 's1,s2', 'x*'])}",
    )


def _clone(rng: random.Random) -> Request:
    source = rng.choice([*SNAPSHOTS, "nope"])
    body: Any = {"indices": rng.choice([f"{PREFIX}-a", "*", "nope", f"{PREFIX}-m,nope"])}
    if chance(rng, 0.2):
        body = rng.choice([{}, {"nope": 1}, {"indices": 5}, None, {"indices": []}])
    return request(
        "PUT",
        f"/_snapshot/{REPOSITORIES[0]}/{source}/_clone/{rng.choice([*SNAPSHOTS, 's4', 'UP'])}",
        body,
    )


def _tasks(rng: random.Random) -> Request:
    known = {
        "actions": ["*", "nope", "indices*"],
        "detailed": ["true"],
        "group_by": ["nodes", "parents", "none", "x"],
        "nodes": ["_local", "nope"],
    }
    kinds = [
        f"/_tasks{query_of(rng, known, 0.3)}&filter_path=error,status"
        if False
        else "/_tasks?group_by=" + rng.choice(["nodes", "parents", "none", "x"]) + "&actions=nope*",
        "/_tasks/" + rng.choice(["nope", "nope:1", "nope:x", ":", "a:b:c"]),
        "/_tasks/" + rng.choice(["nope:1", "x"]) + "?wait_for_completion=true&timeout=1s",
    ]
    if chance(rng, 0.3):
        return request("POST", "/_tasks/" + rng.choice(["nope:1", "x", "nope:x"]) + "/_cancel")
    return request("GET", rng.choice(kinds))


def _gone(rng: random.Random) -> Request:
    return request("DELETE", f"/{PREFIX}-new-*,{PREFIX}-ra-*,{PREFIX}-re*")


_KINDS: Final = (
    (_repository, 4),
    (_create, 6),
    (_get, 6),
    (_status, 2),
    (_restore, 6),
    (_delete, 3),
    (_clone, 2),
    (_tasks, 1),
    (_gone, 3),
)


def openers() -> list[Request]:
    """Returns the requests that come before the first of a world."""
    lines = []
    for name in REPOSITORIES:
        lines.append(request("PUT", f"/_snapshot/{name}", {"type": "fs", "settings": {"location": name[:8]}}))
        lines.append(request("DELETE", f"/_snapshot/{name}/*"))
    return lines


def draw(rng: random.Random) -> Request:
    """Returns one request about snapshots."""
    return pick(rng, _KINDS)
