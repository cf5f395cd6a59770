"""What a check finds in damaged data, what a repair says that it loses, and what is there after it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findling.codec.segment import Segment
from findling.node.check.data_check import check_data
from findling.node.check.data_repair import DataRepair
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

Documents = dict[str, tuple[Any, int, int]]
MAPPINGS = {
    "properties": {
        "text": {"type": "text"},
        "tag": {"type": "keyword"},
        "n": {"type": "long"},
        "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
    }
}
QUIET = {"number_of_shards": 1, "refresh_interval": "-1", "merge.policy.segments_per_tier": 50}


def document(number: int) -> dict[str, Any]:
    return {
        "text": f"red fox number{number} " + "word " * 400,
        "tag": f"t{number % 5}",
        "n": number,
        "parts": [{"name": "x"}, {"name": f"y{number}"}],
    }


def open_node(data: Path) -> Node:
    return Node(NodeConfig(data=data, sync=False, background=False, threads=2))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments, the first with live docs, and a log behind the commit point."""
    data: Path = tmp_path_factory.mktemp("filled") / "data"
    with open_node(data) as node:
        api = Api(node)
        assert api.put("/things", {"settings": {"index": QUIET}, "mappings": MAPPINGS}).status == 200
        api.post("/_bulk?refresh=true", bulk_lines("things", {str(n): document(n) for n in range(60)}))
        api.post("/_bulk?refresh=true", bulk_lines("things", {str(n): {"n": -n} for n in (3, 60, 61)}))
        api.delete("/things/_doc/7")
        api.post("/things/_flush")
        api.post("/_bulk", bulk_lines("things", {"5": {"n": -5}, "70": {"n": 70}}))
        api.delete("/things/_doc/8")
        api.put("/things/_doc/71", {"n": 71})
        api.put("/things/_doc/72", {"n": 72})
    return data


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def found_in(data: Path) -> Documents:
    with open_node(data) as node:
        api = Api(node)
        assert api.get("/_cluster/health").body["status"] != "red"
        api.post("/things/_refresh")
        body = {"size": 1000, "version": True, "seq_no_primary_term": True}
        hits = api.post("/things/_search", body).body["hits"]["hits"]
        assert len({hit["_id"] for hit in hits}) == len(hits)
        return {hit["_id"]: (hit["_source"], hit["_version"], hit["_seq_no"]) for hit in hits}


@pytest.fixture(scope="module")
def expected(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Documents:
    return found_in(Path(shutil.copytree(filled, tmp_path_factory.mktemp("expected") / "data")))


def the(data: Path, pattern: str) -> Path:
    (found,) = data.glob(f"indices/*/0/{pattern}")
    return found


def flip(file: Path, offset: int) -> None:
    content = bytearray(file.read_bytes())
    content[offset] ^= 16
    file.write_bytes(content)


def array_at(file: Path, name: str, place: int = 0) -> int:
    segment = Segment.open(file)
    offset = segment.offset(name) + place
    segment.close()
    return offset


def repair(data: Path) -> list[dict[str, Any]]:
    """Mends the data; returns what was done, file names instead of paths."""
    before = check_data(data)
    assert not before.is_whole
    with DataRepair(before) as planned:
        actions = [action.to_json() for action in planned.other_actions]
        actions += [action.to_json() for shard in planned.shards for action in shard.repair.actions]
        planned.apply("now")
    assert check_data(data).is_whole
    return [{**action, "file": Path(str(action["file"])).name} for action in actions]


def test_whole_data_is_whole_and_stays_as_it_is(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    found = check_data(data)
    assert found.is_whole
    (shard,) = found.indices[0].shards
    assert [segment.docs + segment.deleted for segment in shard.segments] == [60, 3]
    assert [segment.deleted for segment in shard.segments] == [2, 0]
    assert shard.log.operations == 5
    assert all(array.problem is None for segment in shard.segments for array in segment.arrays)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


ARRAYS = ("text/words", "text/norms", "tag/terms.data", "n/numeric", "parts.name/terms.starts", "_id/slots")


@pytest.mark.parametrize("name", ARRAYS)
def test_a_damaged_array_is_named_and_its_documents_are_written_again(
    data: Path, expected: Documents, name: str
) -> None:
    file = the(data, "_0.seg")
    flip(file, array_at(file, name))
    (shard,) = check_data(data).indices[0].shards
    assert [array.name for array in shard.segments[0].arrays if array.problem is not None] == [name]
    assert [(problem.file, problem.offset) for problem in shard.all_problems()] == [(str(file), array_at(file, name))]
    (action,) = repair(data)
    assert (action["file"], action["docs_kept"], action["docs_lost"]) == ("_0.seg", 58, 0)
    assert found_in(data) == expected
    (kept,) = data.glob("damaged/now/indices/*/0/_0.seg")
    assert kept.exists()


def test_documents_whose_source_is_damaged_are_lost_and_named(data: Path, expected: Documents) -> None:
    file = the(data, "_0.seg")
    flip(file, array_at(file, "_source/frames", 40))
    (action,) = repair(data)
    found = found_in(data)
    lost = expected.keys() - found.keys()
    assert action["docs_kept"] + action["docs_lost"] == 58
    assert 0 < action["docs_lost"] < 58
    assert lost <= set(action["lost_ids"])
    assert all(expected[doc_id] == document for doc_id, document in found.items())


def test_a_segment_that_cannot_be_read_is_dropped(data: Path, expected: Documents) -> None:
    file = the(data, "_0.seg")
    file.unlink()
    (action,) = repair(data)
    assert action["action"] == "drop it"
    assert action["docs_lost"] >= 58
    newer = {"3", "60", "61", "5", "70", "71", "72"}
    assert found_in(data) == {doc_id: row for doc_id, row in expected.items() if doc_id in newer}


def test_without_live_docs_old_versions_stay_dead_and_deleted_documents_come_back(
    data: Path, expected: Documents
) -> None:
    flip(the(data, "*.liv"), 20)
    (action,) = repair(data)
    assert "may come back" in action["action"]
    found = found_in(data)
    assert found.keys() - expected.keys() == {"7"}
    assert {doc_id: row for doc_id, row in found.items() if doc_id != "7"} == expected


@pytest.mark.parametrize("lose", [lambda file: flip(file, 60), Path.unlink], ids=["damaged", "missing"])
def test_a_commit_point_is_made_of_the_files(data: Path, expected: Documents, lose: Callable[[Path], object]) -> None:
    lose(the(data, "commit-*"))
    (action,) = repair(data)
    assert "2 segments" in action["action"]
    assert found_in(data) == expected


def test_the_other_records_of_a_damaged_log_are_kept(data: Path, expected: Documents) -> None:
    log = the(data, "translog/*.tlog")
    content = log.read_bytes()
    flip(log, content.index(b'{"n":71}'))
    (action,) = repair(data)
    assert action["action"].startswith("keep 4 operations; what stood in ")
    assert found_in(data) == {doc_id: row for doc_id, row in expected.items() if doc_id != "71"}


def test_a_damaged_length_ends_the_log(data: Path, expected: Documents) -> None:
    log = the(data, "translog/*.tlog")
    flip(log, 33)
    (action,) = repair(data)
    assert action["action"].startswith("keep 0 operations; what stood in ")
    assert found_in(data).keys() - expected.keys() == {"8"}


@pytest.mark.parametrize("offset", [2, 9, 17])
def test_a_damaged_head_of_a_log_loses_nothing(data: Path, expected: Documents, offset: int) -> None:
    flip(the(data, "translog/*.tlog"), offset)
    repair(data)
    assert found_in(data) == expected


def test_a_shard_that_is_gone_is_made_empty(data: Path) -> None:
    shutil.rmtree(the(data, "_0.seg").parent)
    (action,) = repair(data)
    assert action["action"].startswith("make an empty shard")
    assert found_in(data) == {}


def test_the_node_gets_a_new_id(data: Path, expected: Documents) -> None:
    flip(data / "node.id", 3)
    (action,) = repair(data)
    assert action["file"] == "node.id"
    assert found_in(data) == expected


def test_a_damaged_state_cannot_be_mended(data: Path) -> None:
    flip(data / "state.json", 100)
    found = check_data(data)
    assert [problem.file for problem in found.problems] == [str(data / "state.json")]
    with DataRepair(found) as planned:
        assert planned.unmendable == [str(data / "state.json")]
        assert not planned.is_possible


def test_what_lies_about_is_told_and_left(data: Path) -> None:
    (data / "indices" / "stranger" / "0").mkdir(parents=True)
    the(data, "_0.seg").with_name("_9.seg").write_bytes(b"half a merge")
    found = check_data(data)
    assert found.is_whole
    assert found.strangers == [str(data / "indices" / "stranger")]
    assert found.indices[0].shards[0].leftovers == ["_9.seg"]
