"""Disk watermarks: blocks that come and go by themselves, and settings that fit together."""

from pathlib import Path
from typing import Any

import pytest

from findling.node.services.disk_monitor import DiskMonitor
from findling.node.services.node import Node
from tests.reference.api import Api

WATERMARK = "cluster.routing.allocation.disk.watermark."
TOTAL = 1000 << 30
BLOCKED = (
    429,
    "cluster_block_exception",
    "index [store] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
    "read-only-allow-delete block];",
)


class Disk:
    """A disk of 1000 GB with as much free as is said."""

    def __init__(self, node: Node) -> None:
        self.free = TOTAL
        self.monitor = DiskMonitor(node.data.path, node.cluster, self._measure)
        node.disk = self.monitor

    def _measure(self, path: Path) -> tuple[int, int]:
        return TOTAL, self.free

    def fill(self, percent: float) -> str:
        self.free = int(TOTAL * (1 - percent / 100))
        return self.monitor.check().name


@pytest.fixture
def disk(node: Node) -> Disk:
    return Disk(node)


def set_watermarks(api: Api, **values: Any) -> Any:
    return api.put("/_cluster/settings", {"persistent": {WATERMARK + key: value for key, value in values.items()}})


def test_the_flood_stage_blocks_and_the_high_watermark_releases(api: Api, disk: Disk) -> None:
    set_watermarks(api, low="85%", high="90%", flood_stage="95%")
    api.put("/store/_doc/1", {"a": 1})
    assert disk.fill(94.9) == "high"
    assert api.put("/store/_doc/1", {"a": 1}).status == 200
    assert disk.fill(95.1) == "flood_stage"
    assert api.put("/store/_doc/1", {"a": 1}).error == BLOCKED
    assert api.get("/_health_report/disk").body["indicators"]["disk"]["status"] == "red"
    assert api.get("/store/_doc/1").status == 200
    assert disk.fill(92) == "high"  # not yet: below the high watermark only
    assert api.put("/store/_doc/1", {"a": 1}).error == BLOCKED
    assert disk.fill(89) == "low"
    assert api.put("/store/_doc/1", {"a": 1}).status == 200
    assert disk.fill(99) == "flood_stage"
    assert api.delete("/store").status == 200


def test_large_disks_need_no_more_than_the_headroom(api: Api, disk: Disk) -> None:
    """By default 100 GB free are enough for the flood stage, 5 % of a smaller disk."""
    assert disk.fill(89.9) == "low"
    assert disk.fill(90.1) == "high"
    assert disk.fill(95.1) == "flood_stage"
    set_watermarks(api, **{"flood_stage.max_headroom": "10gb", "high.max_headroom": "20gb", "low.max_headroom": "30gb"})
    assert disk.fill(95.1) == "below"
    assert disk.fill(99.1) == "flood_stage"


def test_watermarks_in_bytes_and_switched_off(api: Api, disk: Disk) -> None:
    assert set_watermarks(api, low="3gb", high="2gb", flood_stage="1gb").status == 200
    assert disk.fill(99.85) == "high"
    assert disk.fill(99.95) == "flood_stage"
    api.put("/_cluster/settings", {"persistent": {"cluster.routing.allocation.disk.threshold_enabled": False}})
    assert disk.fill(99.95) == "below"


def test_a_check_is_due_when_watermarks_change(api: Api, disk: Disk) -> None:
    api.put("/store")
    disk.fill(50)
    set_watermarks(api, low="0.1", high="0.2", flood_stage="0.3")
    disk.monitor.check_if_due()
    assert disk.monitor.stage.name == "flood_stage"
    assert api.put("/store/_doc/1", {"a": 1}).error == BLOCKED


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"low": "xx"}, f"unable to parse [{WATERMARK}low=xx] as either percentage or bytes"),
        ({"high": "1.5"}, f"unable to parse [{WATERMARK}high=1.5] as either percentage or bytes"),
        ({"flood_stage": "101%"}, f"unable to parse [{WATERMARK}flood_stage=101%] as either percentage or bytes"),
        ({"low": "95%"}, "low disk watermark [95%] more than high disk watermark [90%]"),
        ({"low": "0.95"}, "low disk watermark [95%] more than high disk watermark [90%]"),
        ({"flood_stage": "80%"}, "high disk watermark [90%] more than flood stage disk watermark [80%]"),
        (
            {"low": "10gb"},
            f"unable to consistently parse [{WATERMARK}low=10gb], [{WATERMARK}high=90%], and "
            f"[{WATERMARK}flood_stage=95%] as percentage or bytes",
        ),
    ],
)
def test_watermarks_that_do_not_fit(api: Api, values: dict[str, Any], reason: str) -> None:
    """As a real Elasticsearch 9.1 answers."""
    assert set_watermarks(api, **values).error == (400, "illegal_argument_exception", reason)
    assert api.get("/_cluster/settings").body["persistent"] == {}
