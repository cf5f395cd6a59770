"""Pipelines of events: deployed, run over what they take, and harmless where they fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.clock import FixedClock
from findling.base.errors import FindlingError, ResourceNotFoundError
from findling.edge.functions.bundle import PIPELINE, Bundle
from findling.edge.functions.signed_files import SigningKey
from findling.edge.pipelines.pipelines import Pipelines
from findling.edge.pipelines.settings import PipelineSettings
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

KEY = SigningKey(bytes(32))
UPPER = {"uppercase": {"field": "name"}}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(NodeConfig(data=tmp_path / "node", sync=False, background=False, threads=2)) as started:
        yield started


@pytest.fixture
def pipelines(tmp_path: Path, node: Node) -> Pipelines:
    return Pipelines(tmp_path / "pipelines", node.ingest.services, [KEY.public], FixedClock(0))


def bundle(*processors: Any, version: str = "1", **settings: Any) -> Bundle:
    files = {"pipeline.json": orjson.dumps({"processors": list(processors)})}
    return Bundle(kind=PIPELINE, name="tidy", version=version, settings=settings, files=files)


def event(**members: Any) -> dict[str, Any]:
    return {**members, "edge": {"node": "n1", "device": "d1"}}


def test_what_a_pipeline_takes(pipelines: Pipelines) -> None:
    pipelines.deploy(bundle(UPPER, topic="+/names").signed(KEY))
    made = pipelines.run(["d1/names", "d1/other", "d2/names"], [event(name="a"), event(name="b"), event(name="c")])
    assert [one and one["name"] for one in made] == ["A", "b", "C"]
    assert pipelines.shown()["tidy"]["calls"] == 2


def test_failures_and_drops(pipelines: Pipelines) -> None:
    pipelines.deploy(
        bundle({"set": {"field": "seen", "value": True}}, {"drop": {"if": "ctx.n == 1"}}, UPPER).signed(KEY)
    )
    dropped, whole, failed = pipelines.run(["a/b"] * 3, [event(n=1), event(n=2, name="x"), event(n=3)])
    assert dropped is None
    assert whole == {**event(n=2, name="X"), "seen": True}
    assert failed is not None
    assert failed.pop("edge")["failed_in"] == "tidy"
    assert failed == {"n": 3}
    shown = pipelines.shown()["tidy"]
    assert (shown["failures"], shown["dropped"]) == (1, 1)
    assert "field [name] not present" in shown["last_error"]


def test_nobody_writes_for_another(pipelines: Pipelines) -> None:
    pipelines.deploy(
        bundle({"set": {"field": "edge.device", "value": "other"}}, {"remove": {"field": "edge"}}).signed(KEY)
    )
    assert pipelines.run(["a/b"], [event(n=1)]) == [event(n=1)]


def test_versions_restarts_and_removal(pipelines: Pipelines, tmp_path: Path, node: Node) -> None:
    pipelines.deploy(bundle(UPPER).signed(KEY))
    pipelines.deploy(bundle({"lowercase": {"field": "name"}}, version="2").signed(KEY))
    with pytest.raises(FindlingError, match="No processor type exists"):
        pipelines.deploy(bundle({"odd": {}}, version="3").signed(KEY))
    again = Pipelines(tmp_path / "pipelines", node.ingest.services, [KEY.public], FixedClock(0))
    again.start()
    assert again.shown()["tidy"]["version"] == "2"
    assert again.run(["a/b"], [event(name="Q")]) == [event(name="q")]
    again.remove("tidy")
    assert again.run(["a/b"], [event(name="Q")]) == [event(name="Q")]
    with pytest.raises(ResourceNotFoundError):
        again.remove("tidy")


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        ({}, {}),
        ({}, {"pipeline.json": b"{"}),
        ({}, {"pipeline.json": b"[]"}),
        ({}, {"pipeline.json": b'{"description": "x"}'}),
        ({"topic": "a/#/b"}, {"pipeline.json": b'{"processors": []}'}),
        ({"other": 1}, {"pipeline.json": b'{"processors": []}'}),
    ],
)
def test_bundles_that_are_none(settings: Any, files: Any) -> None:
    with pytest.raises(FindlingError) as refused:
        PipelineSettings.of(Bundle(kind=PIPELINE, name="tidy", version="1", settings=settings, files=files))
    assert refused.value.status == 400
