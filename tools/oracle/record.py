"""Asks the judges the requests of the batteries' examples and keeps their answers in the repository."""

from collections.abc import Mapping, Sequence

from tools.oracle.client import Server
from tools.oracle.indices import fill, remove

from tests.batteries.features import Feature, Json
from tests.batteries.requests import INDEX, outcome, requests
from tests.golden.elasticsearch import recorded


def answers(server: Server, feature: Feature) -> dict[str, tuple[Json, Json]]:
    """Returns request and outcome by label."""
    fill(server, INDEX, feature.corpus())
    found: dict[str, tuple[Json, Json]] = {}
    for label, body in requests(feature).items():
        found[label] = body, outcome(*server.call("POST", f"/{INDEX}/_search", body))
    remove(server, INDEX)
    return found


def record(judges: Mapping[str, Server], features: Sequence[Feature]) -> None:
    """Writes the answers of each feature's judge; fails if an example is refused, which says that it has none."""
    for feature in [one for one in features if one.is_judged]:
        judge = judges[feature.judge]
        found = answers(judge, feature)
        bad = {label: given for label, (_, given) in found.items() if label[0].isdigit() and "type" in given}
        recorded.write(feature, judge.version(), found)
        print(f"{feature.kind}/{feature.name}: {len(found)} answers of {judge.name}")
        for label, given in bad.items():
            print(f"    {label}: {given}")
