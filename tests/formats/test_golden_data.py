"""Data directories that releases have written are opened, read, written to and merged; later formats are refused."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.errors import CorruptIndexError, FindlingError
from findling.cluster.state_store import read_state
from findling.codec.checksums import crc32c
from findling.codec.commit import read_commit
from findling.codec.live_docs import read_live_docs
from findling.codec.segment import Segment
from findling.index.translog.translog_generation import read_records
from findling.node.check.data_check import check_data
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines
from tests.reference.every_kind.filling import fill_directory
from tests.reference.golden_data import asked, names, recorded, unpack


def open_node(data: Path) -> Node:
    return Node(NodeConfig(data=data, sync=False, background=False, threads=2))


@pytest.mark.parametrize("name", names())
def test_the_directory_is_whole_and_answers_as_it_did(name: str, tmp_path: Path) -> None:
    data = unpack(name, tmp_path)
    assert check_data(data).is_whole
    answers, expected = asked(data), recorded(name)
    come_since = answers.keys() - expected.keys()
    assert all(question.startswith(".findling-") for question in come_since), "only system indices may come"
    assert expected.keys() <= answers.keys()
    for question, answer in expected.items():
        assert answers[question] == answer, question


def documents(api: Api, index: str) -> dict[str, Any]:
    api.post(f"/{index}/_refresh")
    found: dict[str, Any] = {}
    answer = api.post(f"/{index}/_search?scroll=1m", {"size": 6000, "version": True}).body
    while answer["hits"]["hits"]:
        for hit in answer["hits"]["hits"]:
            found[hit["_id"]] = (hit["_source"], hit["_version"], hit.get("_routing"))
        answer = api.post("/_search/scroll", {"scroll": "1m", "scroll_id": answer["_scroll_id"]}).body
    return found


@pytest.mark.parametrize("name", names())
def test_the_directory_is_written_to_merged_and_opened_again(name: str, tmp_path: Path) -> None:
    data = unpack(name, tmp_path)
    expected: dict[str, dict[str, Any]] = {}
    with open_node(data) as node:
        api = Api(node)
        for index in sorted(node.cluster.state.indices):
            before = documents(api, index)
            again = next(doc_id for doc_id, row in before.items() if row[2] is None)
            sources = {"new": before[again][0], again: before[again][0]}
            assert not api.post("/_bulk", bulk_lines(index, sources)).body["errors"]
            assert api.post(f"/{index}/_forcemerge?max_num_segments=1").status == 200
            expected[index] = documents(api, index)
            assert expected[index].keys() == before.keys() | {"new"}
            unchanged = before.keys() - {again}
            assert {doc_id: expected[index][doc_id] for doc_id in unchanged} == {i: before[i] for i in unchanged}
            api.post(f"/{index}/_flush")
    assert check_data(data).is_whole
    with open_node(data) as node:
        assert {index: documents(Api(node), index) for index in expected} == expected


def kinds(data: Path) -> set[str]:
    """Kinds of arrays and files; fields are of no matter but for those that Findling has itself."""
    found = {path.name.split("-")[0] if path.name.startswith("commit") else path.suffix for path in data.rglob("*")}
    for path in data.rglob("*.seg"):
        segment = Segment.open(path)
        for name in segment.names():
            field, _, array = name.rpartition("/")
            found.add(name if field.startswith("_") else array)
        segment.close()
    return found


def test_every_kind_that_is_written_today_is_kept(tmp_path: Path) -> None:
    """If this fails, a new kind has come: make a golden directory of it under a name of its own."""
    fill_directory(tmp_path / "data", graph=False)
    kept: set[str] = set()
    for name in names():
        kept |= kinds(unpack(name, tmp_path / name))
    assert kinds(tmp_path / "data") <= kept
    assert {"graph.links", "graph.numbers", "terms.weights", "_source/dictionaries", "_roots/words"} <= kept


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return unpack("release-0.1.0", tmp_path)


def refused(error: pytest.ExceptionInfo[FindlingError], file: Path, reason: str) -> None:
    assert reason in error.value.reason
    assert str(file) in error.value.reason


def test_a_later_cluster_state_is_refused_by_its_number(data: Path) -> None:
    file = data / "state.json"
    members = orjson.loads(file.read_bytes().partition(b"\n")[2])
    body = orjson.dumps({**members, "format": 2, "news": {}})
    file.write_bytes(b"%08x\n" % crc32c(body) + body)
    with pytest.raises(CorruptIndexError) as caught:
        open_node(data)
    refused(caught, file, "cluster state of format 2, this Findling reads 1")


def test_a_cluster_state_from_before_it_had_a_number_is_read(data: Path) -> None:
    file = data / "state.json"
    members = orjson.loads(file.read_bytes().partition(b"\n")[2])
    assert members.pop("format") == 1
    body = orjson.dumps(members)
    file.write_bytes(b"%08x\n" % crc32c(body) + body)
    assert "kinds" in read_state(file).indices


def test_a_later_commit_point_is_refused_by_its_number(data: Path) -> None:
    file = next(data.rglob("commit-*"))
    file.write_bytes(file.read_bytes().replace(b"findling-commit 1 ", b"findling-commit 2 "))
    with pytest.raises(CorruptIndexError) as caught:
        read_commit(file)
    refused(caught, file, "commit point of format 2, this Findling reads 1")


def test_later_live_docs_are_refused_by_their_letter(data: Path) -> None:
    file = next(data.rglob("*.liv"))
    file.write_bytes(b"FNDLLIVF" + file.read_bytes()[8:] + b"more")
    with pytest.raises(CorruptIndexError) as caught:
        read_live_docs(file, 100)
    refused(caught, file, "live docs of format [F], this Findling reads [E]")


def test_a_later_log_is_refused_by_its_number(data: Path) -> None:
    file = next(data.rglob("*.tlog"))
    content = bytearray(file.read_bytes())
    content[8] = 2
    content[12:16] = crc32c(bytes(content[:12])).to_bytes(4, "little")
    file.write_bytes(content)
    with pytest.raises(FindlingError) as caught:
        list(read_records(file, last=True))
    refused(caught, file, "format version 2 is unknown")
