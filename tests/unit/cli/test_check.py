"""`findling check` as one runs it: what it prints, asks and returns."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from findling.cli.main import main
from findling.codec.segment import Segment
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    with Node(NodeConfig(data=path, sync=False, background=False, threads=2)) as node:
        api = Api(node)
        for name in ("one", "two"):
            settings = {"number_of_shards": 1, "number_of_replicas": 0}
            assert api.put(f"/{name}", {"settings": settings}).status == 200
            assert api.put(f"/{name}/_doc/1", {"text": "red fox"}).status == 201
            api.post(f"/{name}/_flush")
    return path


@pytest.fixture
def damaged(data: Path) -> Path:
    """Damages the index `one`."""
    state = json.loads((data / "state.json").read_bytes().partition(b"\n")[2])
    (file,) = data.glob(f"indices/{state['indices']['one']['uuid']}/0/*.seg")
    segment = Segment.open(file)
    offset = segment.offset("text/terms.data")
    segment.close()
    content = bytearray(file.read_bytes())
    content[offset] ^= 1
    file.write_bytes(content)
    return data


def check(*arguments: object, **more: Any) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], **more)


def test_whole_data(data: Path) -> None:
    result = check(data)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "one [0]: whole, 1 documents in 1 segments, 0 operations in the log",
        "two [0]: whole, 1 documents in 1 segments, 0 operations in the log",
        "2 shards, all whole",
    ]


def test_damage_is_named_and_what_a_repair_would_lose(damaged: Path) -> None:
    result = check(damaged)
    assert result.exit_code == 1
    assert "one [0]: DAMAGED" in result.output
    assert "_0.seg: checksum of [text/terms.data] does not match" in result.output
    assert "1 documents are kept, 0 are lost" in result.output
    assert check(damaged).exit_code == 1


def test_other_indices_may_be_whole(damaged: Path) -> None:
    assert check(damaged, "--index", "two").exit_code == 0
    assert check(damaged, "--index", "two", "--index", "one").exit_code == 1
    assert check(damaged, "--index", "three").exit_code == 2


def test_json_names_arrays(damaged: Path) -> None:
    result = check(damaged, "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    one, two = found["indices"]
    assert (found["status"], one["status"], two["status"]) == ("damaged", "damaged", "whole")
    arrays = one["shards"][0]["segments"][0]["arrays"]
    assert [array["array"] for array in arrays if array["status"] == "damaged"] == ["text/terms.data"]
    (shard,) = found["repair"]["shards"]
    assert (shard["index"], shard["shard"]) == ("one", 0)
    assert shard["actions"][0]["docs_lost"] == 0


def test_a_repair_asks(damaged: Path) -> None:
    result = check(damaged, "--repair", input="n\n")
    assert result.exit_code == 1
    assert "Mend it" in result.output
    assert not (damaged / "damaged").exists()
    result = check(damaged, "--repair", input="y\n")
    assert result.exit_code == 0
    assert "2 shards, all whole" in result.output
    assert len(list(damaged.glob("damaged/*/indices/*/0/_0.seg"))) == 1


def test_a_repair_without_asking(damaged: Path) -> None:
    result = check(damaged, "--repair", "--yes", "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["repaired"]["status"] == "whole"
    with Node(NodeConfig(data=damaged, sync=False, background=False, threads=2)) as node:
        assert Api(node).get("/one/_search?q=fox").body["hits"]["total"]["value"] == 1


def test_wrong_usage(data: Path) -> None:
    assert check(data, "--yes").exit_code == 2
    assert check(data, "--repair", "--json").exit_code == 2
    assert check().exit_code == 2


def test_data_that_a_server_works_on_is_not_looked_at(data: Path) -> None:
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2)):
        result = check(data)
    assert result.exit_code == 3
    assert "in use by another process" in result.output
    assert check(data).exit_code == 0


def test_no_data(tmp_path: Path) -> None:
    result = check(tmp_path)
    assert result.exit_code == 3
    assert "is no data directory" in result.output
