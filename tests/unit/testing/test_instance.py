"""The test kit: seeds, resets, clients with and without a socket."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import elasticsearch
import pytest

from findling.testing.instance import Findling
from findling.testing.seeds import SeedError, seed_files


@pytest.fixture
def seeds(tmp_path: Path) -> list[Path]:
    (tmp_path / "store.index.json").write_text('{"mappings": {"properties": {"name": {"type": "keyword"}}}}')
    (tmp_path / "store.jsonl").write_text('{"name": "a"}\n{"name": "b"}\n')
    (tmp_path / "other.ndjson").write_text('{"index": {"_id": "7"}}\n{"n": 7}\n')
    (tmp_path / "README.md").write_text("not a seed")
    return seed_files(tmp_path)


@pytest.fixture(params=[True, False], ids=["socket", "in process"])
def findling(request: pytest.FixtureRequest, seeds: list[Path]) -> Iterator[Findling]:
    with Findling(seeds, socket=request.param) as findling:
        yield findling


def test_seeds_are_there_with_their_mappings(findling: Findling) -> None:
    client = findling.client
    assert client.count(index="store")["count"] == 2
    assert client.get(index="other", id="7")["_source"] == {"n": 7}
    mappings = client.indices.get_mapping(index="store")["store"]["mappings"]
    assert mappings["properties"]["name"] == {"type": "keyword"}


def test_reset_brings_back_the_seeds_and_nothing_else(findling: Findling) -> None:
    client = findling.client
    client.index(index="store", document={"name": "c"})
    client.delete(index="other", id="7")
    client.indices.create(index="new")
    client.indices.put_index_template(name="t", index_patterns=["x*"])
    client.cluster.put_settings(persistent={"action.auto_create_index": "false"})
    assert client.count(index="store")["count"] == 3
    findling.reset()
    assert client.count(index="store")["count"] == 2
    assert client.exists(index="other", id="7")
    assert sorted(client.indices.get(index="*")) == ["other", "store"]
    assert not client.indices.exists_index_template(name="t")
    assert client.index(index="made", document={})["result"] == "created"


def test_one_clone_does_not_change_the_next(findling: Findling) -> None:
    for _ in range(3):
        findling.client.update(index="other", id="7", doc={"n": 8})
        findling.client.indices.forcemerge(index="other", max_num_segments=1)
        findling.client.indices.flush(index="other", force=True)
        assert findling.client.get(index="other", id="7")["_source"] == {"n": 8}
        findling.reset()
        assert findling.client.get(index="other", id="7")["_source"] == {"n": 7}


def test_every_acknowledged_write_is_searchable_at_once(findling: Findling) -> None:
    for number in range(20):
        findling.client.index(index="log", document={"n": number})
        assert findling.client.search(index="log", query={"term": {"n": number}})["hits"]["total"]["value"] == 1


def test_errors_reach_the_client(findling: Findling) -> None:
    with pytest.raises(elasticsearch.NotFoundError, match="no such index"):
        findling.client.search(index="missing")
    with pytest.raises(elasticsearch.BadRequestError, match="unknown query"):
        findling.client.search(index="store", query={"nonsense": {}})


def test_the_asynchronous_client(findling: Findling) -> None:
    async def work() -> int:
        async with findling.async_client as client:
            await asyncio.gather(*(client.index(index="log", id=str(n), document={"n": n}) for n in range(20)))
            return (await client.count(index="log"))["count"]

    assert asyncio.run(work()) == 20


def test_threads_may_share_a_client(findling: Findling) -> None:
    def work(number: int) -> None:
        findling.client.index(index="log", id=str(number), document={"n": number})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert findling.client.count(index="log")["count"] == 16


def test_as_elasticsearch_a_write_waits_for_a_refresh() -> None:
    with Findling(read_your_writes=False, socket=False) as findling:
        findling.client.indices.create(index="log", settings={"refresh_interval": "-1"})
        findling.client.index(index="log", id="1", document={})
        assert findling.client.exists(index="log", id="1")
        assert findling.client.count(index="log")["count"] == 0
        findling.client.indices.refresh(index="log")
        assert findling.client.count(index="log")["count"] == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [('{"n": "x"}\n', r"store\.jsonl:1: .*failed to parse field \[n\]"), ("{\n", r"store\.jsonl:1: ")],
)
def test_a_bad_seed_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "store.index.json").write_text('{"mappings": {"properties": {"n": {"type": "long"}}}}')
    (tmp_path / "store.jsonl").write_text(text)
    with pytest.raises(SeedError, match=reason):
        Findling(seed_files(tmp_path))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: list[Path]) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with Findling(seeds):
        assert len(list((tmp_path / "temporary").iterdir())) == 1
    assert list((tmp_path / "temporary").iterdir()) == []
