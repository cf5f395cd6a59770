"""What a node keeps besides documents of clients: templates, scripts, users, roles, results of asynchronous searches.

Each record holds a number. To the model they are documents of an index, see model.RECORDS.
"""

from collections.abc import Callable
from typing import Any, Final

import orjson

from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.cluster.system.async_search import INDEX as ASYNC_SEARCH
from findling.cluster.system.security import INDEX as SECURITY
from findling.node.search.asynchronous.search_id import SearchId
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.records import Records as SecurityRecords
from findling.security.roles.parse import parse_role
from findling.security.roles.store import Roles
from tests.reference.api import Answer, Api

_KEEP: Final = "400d"  # longer than any clock of a campaign goes wrong


Body = Callable[[str, int], dict[str, Any]]
Numbers = Callable[[Any], dict[str, int]]


def _privilege(source: dict[str, Any]) -> int:
    return int(source["role"]["indices"][0]["names"][0][1:])


def _scripts(body: Any) -> dict[str, int]:
    stored = body["metadata"].get("stored_scripts", {}) if body else {}
    return {name: int(script["source"].split()[1]) for name, script in stored.items()}


_CLUSTER: Final[dict[str, tuple[str, Body, str, Numbers]]] = {
    "template": (
        "/_index_template/",
        lambda name, n: {"index_patterns": [f"none-{name}-*"], "version": n, "priority": n},
        "/_index_template",
        lambda body: {row["name"]: row["index_template"]["version"] for row in body["index_templates"]},
    ),
    "component": (
        "/_component_template/",
        lambda name, n: {"template": {"settings": {"number_of_replicas": 0}}, "version": n},
        "/_component_template",
        lambda body: {row["name"]: row["component_template"]["version"] for row in body["component_templates"]},
    ),
    "script": (
        "/_scripts/",
        lambda name, n: {"script": {"lang": "painless", "source": f"return {n} ;"}},
        "/_cluster/state/metadata",
        _scripts,
    ),
    "pipeline": (
        "/_search/pipeline/",
        lambda name, n: {"version": n, "request_processors": [{"oversample": {"sample_factor": 2}}]},
        "/_search/pipeline",
        lambda body: {name: pipeline["version"] for name, pipeline in body.items()},
    ),
    "synonyms": (
        "/_synonyms/",
        lambda name, n: {"synonyms_set": [{"id": str(k), "synonyms": "a, b"} for k in range(n)]},
        "/_synonyms?size=1000",
        lambda body: {row["synonyms_set"]: row["count"] for row in body["results"]},
    ),
}
"""Of each kind in the cluster state: where it is put, its body, where all are listed, and the numbers in the list."""
KINDS: Final = (*_CLUSTER, "async", "role", "user")


class Records:
    """Writes and reads records of a node. A record is `KIND/NAME`."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._node: Node = api.node

    def write(self, key: str, value: int | None) -> Answer:
        """Makes or replaces a record, or removes it (None); returns how the API answers."""
        kind, _, name = key.partition("/")
        if kind in _CLUSTER:
            path, body, *_ = _CLUSTER[kind]
            target = path + name
            return self._api.delete(target) if value is None else self._api.put(target, body(name, value))
        try:
            if kind == "async":
                return self._write_search(name, value)
            (self._write_role if kind == "role" else self._write_user)(name, value)
        except FindlingError as error:  # also of looking for the result that is to be removed
            return Answer(error.status, [], orjson.dumps({"error": error_object(error)}))
        return Answer(200, [], b"{}")

    def all(self) -> dict[str, int]:
        """Returns the number of every record."""
        found = {f"async/{name}": value for name, (_, value) in self._searches().items()}
        for kind, (_, _, listed, numbers) in _CLUSTER.items():
            answer = self._api.get(listed)
            if answer.status == 200:  # some lists of nothing are 404
                found |= {f"{kind}/{name}": value for name, value in numbers(answer.body).items()}
        for document in self._node.system.index(SECURITY).scan():
            kind, _, name = document.id.partition("-")
            found[f"{kind}/{name}"] = document.source["value"] if kind == "user" else _privilege(document.source)
        return found

    def _write_search(self, name: str, value: int | None) -> Answer:
        """The result of a search has the name and the number of its record as an aggregation."""
        if value is None:
            return self._api.delete(f"/_async_search/{self._searches()[name][0]}")
        body = {"size": 0, "aggs": {f"{name}-{value}": {"filter": {"match_all": {}}}}}
        options = f"keep_on_completion=true&keep_alive={_KEEP}&wait_for_completion_timeout=20s"
        return self._api.post(f"/_async_search?{options}", body)

    def _searches(self) -> dict[str, tuple[str, int]]:
        """Returns the id and the number of each stored result by its record's name."""
        found = {}
        for document in self._node.system.index(ASYNC_SEARCH).scan():
            response = document.source.get("response")
            answer = orjson.loads(response) if isinstance(response, str) else response or {}
            for label in answer.get("aggregations", {}):
                name, _, value = label.partition("#")[2].rpartition("-")
                found[name] = (SearchId(document.id, f"{self._node.id}:0").encoded(), int(value))
        return found

    def _write_role(self, name: str, value: int | None) -> None:
        roles = Roles(self._security())
        if value is None:
            roles.delete(name)
        else:
            roles.put(parse_role(name, {"indices": [{"names": [f"n{value}"], "privileges": ["read"]}]}))

    def _write_user(self, name: str, value: int | None) -> None:
        if value is None:
            self._security().delete("user", name)
        else:
            self._security().put("user", name, {**User(name).to_json(), "value": value, "hash": "none"})

    def _security(self) -> SecurityRecords:
        return SecurityRecords(self._node.system.index(SECURITY))
