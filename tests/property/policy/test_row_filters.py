"""Documents that a search finds under a policy are those for which the policy, evaluated on each, says so."""

import json
import random
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.policy.engine.protocol import UNDEFINED
from findling.security.authc.authentication import User
from tests.reference.api import Api

FIELDS = {
    "tenant": {"type": "keyword"},
    "owner": {"type": "keyword"},
    "title": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "level": {"type": "long"},
    "share": {"type": "double"},
    "closed": {"type": "boolean"},
    "day": {"type": "date", "format": "yyyy-MM-dd"},
}
VALUES: dict[str, list[Any]] = {
    "tenant": ["acme", "globex", "Acme"],
    "owner": ["ann", "bob", "root", ""],
    "title": ["a*b", "a b", "ab?", "\\", "ba"],
    "level": list(range(-2, 5)),
    "share": [0.0, 0.25, 1.5],
    "closed": [True, False],
    "day": ["2024-02-28", "2024-02-29", "2024-03-01"],
}
ORDERED = ("level", "share", "day")
TEXTS = ("tenant", "owner", "title")
DOCUMENTS, USERS = 40, 5


def literal(value: Any) -> str:
    return json.dumps(value)


def operand(rng: random.Random, field: str) -> str:
    """Returns a value to compare with: written down, or what is known of the user."""
    user = "input.user"
    known = {"tenant": f"{user}.metadata.tenant", "owner": f"{user}.name", "level": f"data.clearance[{user}.name]"}
    if field in known and rng.random() < 0.5:
        return known[field]
    return literal(rng.choice(VALUES[field]))


def condition(rng: random.Random) -> str:
    field = rng.choice(list(FIELDS))
    name, kind = f"input.doc.{field}", rng.random()
    if field in TEXTS and kind < 0.25:
        part = literal(rng.choice(["a", "b", "*", "\\", "?", " b", "cme"]))
        return f"{rng.choice(['startswith', 'endswith', 'contains'])}({name}, {part})"
    if field in ORDERED and kind < 0.4:
        return f"{name} {rng.choice(['<', '<=', '>', '>='])} {operand(rng, field)}"
    if kind < 0.55:
        return f"{name} in {{{', '.join(literal(value) for value in rng.sample(VALUES[field], 2))}}}"
    written = f"{name} {'==' if kind < 0.85 else '!='} {operand(rng, field)}"
    return f"not {written}" if rng.random() < 0.25 else written


def rule(rng: random.Random, name: str) -> str:
    conditions = [condition(rng) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.15:
        conditions.append('"admin" in input.user.metadata.groups')
    return f"{name} if {{\n    {chr(10).join('    ' + one for one in conditions).strip()}\n}}\n"


def policy(rng: random.Random) -> str:
    rules = [rule(rng, "include") for _ in range(rng.randint(1, 4))]
    rules += [rule(rng, "exclude") for _ in range(rng.randint(0, 2))]
    return "package findling.filter\n\n" + "\n".join(rules)


def document(rng: random.Random) -> dict[str, Any]:
    return {field: rng.choice(values) for field, values in VALUES.items() if rng.random() < 0.85}


def user(rng: random.Random, name: str) -> User:
    metadata: dict[str, Any] = {"tenant": rng.choice(VALUES["tenant"]), "groups": rng.choice([[], ["admin"]])}
    if rng.random() < 0.2:
        del metadata["tenant"]
    return User(name, ("superuser",), metadata=metadata)


def compared(seed: int, policies: int, folder: Path) -> tuple[int, int]:
    """Returns how many pairs of user and document were compared, and how many of them may be seen."""
    rng = random.Random(seed)
    config = NodeConfig(data=folder / "data", sync=False, background=False, threads=2, security=True)
    pairs = seen = 0
    with Node(config) as node:
        assert node.security is not None
        api, stored = Api(node), node.decisions.policies
        users = [user(rng, name) for name in ("ann", "bob", "eve", "root", "zed")][:USERS]
        for one in users:
            node.security.users.put(one, "password", None)
        stored.change_data(lambda now: {"clearance": {"ann": 2, "bob": 0, "eve": 4}}, "", None)
        node.security.users.bootstrap("password")
        admin = headers("elastic")
        api.call("PUT", "/docs", {"mappings": {"properties": FIELDS}}, admin)
        documents = [document(rng) for _ in range(DOCUMENTS)]
        for id_, body in enumerate(documents):
            assert api.call("PUT", f"/docs/_doc/{id_}", body, admin).status == 201
        api.call("POST", "/docs/_refresh", None, admin)
        for _ in range(policies):
            text = policy(rng)
            stored.put_module("filter", text, None)
            for one in users:
                answer = api.call("GET", f"/docs/_search?size={DOCUMENTS}", None, headers(one.username))
                assert answer.status == 200, (text, answer.text)
                found = {int(hit["_id"]) for hit in answer.body["hits"]["hits"]}
                known = {"name": one.username, "metadata": dict(one.metadata), "roles": ["superuser"]}
                wanted = {id_ for id_, body in enumerate(documents) if allowed(node, known, body)}
                assert found == wanted, (text, known, [documents[id_] for id_ in found ^ wanted])
                pairs += len(documents)
                seen += len(wanted)
    return pairs, seen


def headers(name: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{name}:password'.encode()).decode()}"}


def allowed(node: Node, known: dict[str, Any], body: dict[str, Any]) -> bool:
    snapshot = node.decisions.policies.current
    input = {"user": known, "doc": body}
    said = [snapshot.evaluate(f"findling.filter.{name}", input) for name in ("include", "exclude")]
    return said[0] is not UNDEFINED and said[1] is UNDEFINED


def test_filters_say_what_the_policy_says(tmp_path: Path) -> None:
    pairs, seen = compared(seed=7, policies=10, folder=tmp_path)
    assert pairs == 10 * USERS * DOCUMENTS
    assert 0.1 * pairs < seen < 0.9 * pairs


@pytest.mark.slow
def test_filters_say_what_the_policy_says_of_ten_thousand_pairs(tmp_path: Path) -> None:
    pairs, _ = compared(seed=20, policies=50, folder=tmp_path)
    assert pairs == 10_000
