"""Random queries on positions, answered as Elasticsearch answered them."""

import json

from tools.oracle.client import Server
from tools.oracle.positions import RECORDED, answers

from findling.testing.instance import Findling
from tests.batteries.compare import differences


def test_answers_are_those_of_elasticsearch() -> None:
    head, *lines = RECORDED.read_text().splitlines()
    told = json.loads(head)
    with Findling() as findling:
        ours = answers(Server("findling", findling.url), told["seed"], len(lines), told["documents"])
    faults = [
        f"{number}: {line}"
        for number, (expected, found) in enumerate(zip(lines, ours, strict=True))
        for line in differences(json.loads(expected), found)
    ]
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:20])
