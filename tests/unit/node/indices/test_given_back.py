"""An index that is deleted or merged gives back its files at once, not when the cycle collector comes by."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reference.api import Api

SEARCH = {
    "query": {"bool": {"must": {"match": {"a": "hello"}}, "filter": {"range": {"n": {"gte": 1}}}}},
    "aggs": {"k": {"terms": {"field": "k"}, "aggs": {"n": {"avg": {"field": "n"}}}}, "text": {"terms": {"field": "a"}}},
    "sort": ["n", "_score"],
    "highlight": {"fields": {"a": {}}},
    "suggest": {"s": {"text": "helo", "term": {"field": "a"}}},
}


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _used(folder: Path) -> set[str]:
    """Returns which segments and logs below a folder this process has open or mapped."""
    links = []
    for number in os.listdir("/proc/self/fd"):
        if os.path.lexists(f"/proc/self/fd/{number}"):
            links.append(os.readlink(f"/proc/self/fd/{number}"))
    lines = links + Path("/proc/self/maps").read_text().splitlines()
    return {Path(line.removesuffix(" (deleted)")).name for line in lines if f"{folder}/" in line and "/0/" in line}


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system does not tell what is open")
@pytest.mark.parametrize("way", ["delete", "forcemerge"])
def test_files_are_given_back(api: Api, tmp_path: Path, no_collector: None, way: str) -> None:
    properties = {"k": {"type": "keyword"}, "a": {"type": "text", "fielddata": True}, "n": {"type": "long"}}
    api.put("/used", {"mappings": {"properties": properties}, "settings": {"index.merge.policy.segments_per_tier": 50}})
    for number in range(4):
        api.put(f"/used/_doc/{number}?refresh=true", {"a": "hello world", "k": "v", "n": number})
    for _ in range(3):  # what was asked several times is kept
        answer = api.post("/used/_search", SEARCH)
        assert answer.body["hits"]["total"]["value"] == 3, answer.text
    assert {"_0.seg", "_1.seg", "_2.seg", "_3.seg", "translog-1.tlog"} <= _used(tmp_path)
    if way == "forcemerge":
        assert api.post("/used/_forcemerge?max_num_segments=1").status == 200
        assert {name for name in _used(tmp_path) if name.endswith(".seg")} == {"_4.seg"}
    assert api.delete("/used").status == 200
    assert _used(tmp_path) == set()
