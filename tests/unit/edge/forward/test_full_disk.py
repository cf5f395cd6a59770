"""A disk that fills up: devices are not acknowledged, it is counted and said, and all comes once there is room."""

from pathlib import Path

from findling.edge.attached import Attached, serve_fleet
from findling.node.services.disk_monitor import DiskMonitor
from tests.edge.devices import PahoDevice
from tests.edge.running import Place, edge_at, hub_at, wait_until
from tests.reference.api import Api

GIB = 1 << 30


class Disk:
    """What is told of a disk. free_bytes: of its 100 GiB"""

    def __init__(self, edge: Place) -> None:
        self.free_bytes = 50 * GIB
        edge.node.disk = DiskMonitor(edge.directory, edge.node.cluster, lambda path: (100 * GIB, self.free_bytes))
        edge.edge.disk._disk = edge.node.disk


def test_devices_wait_while_the_disk_is_full(tmp_path: Path) -> None:
    with hub_at(tmp_path / "hub") as (hub, port):
        serve_fleet(hub.hub)
        with edge_at(tmp_path / "n1", "n1", port) as edge:
            disk, attached, api = Disk(edge), Attached(edge.edge, unconfined=True), Api(hub.node)
            with PahoDevice(edge.edge.config, "d1") as device:
                device.publish(0)
                wait_until(lambda: hub.count() == 1)
                disk.free_bytes = 4 * GIB
                wait_until(lambda: edge.edge.status()["disk"]["full"])
                assert edge.edge.status()["disk"]["free_in_bytes"] == 4 * GIB
                for number in range(1, 40):
                    device.publish(number)
                attached.agent.poke()
                wait_until(lambda: api.get("/_edge/nodes/n1").body["backlog"].get("disk_full") is True)
                assert api.get("/_edge/nodes/n1").body["backlog"]["blocked"] >= 1
                assert hub.count() < 40
                assert len(device.acknowledged) < 40
                found = api.post("/_edge/node/_search", {"query": {"term": {"backlog.disk_full": True}}})
                assert [hit["_id"] for hit in found.body["hits"]["hits"]] == ["n1"]

                disk.free_bytes = 0
                wait_until(lambda: edge.edge.disk.free_bytes == 0)
                before = edge.edge.server.pid
                disk.free_bytes = 50 * GIB
                wait_until(lambda: len(device.acknowledged) == 40 and hub.count() == 40)
                assert edge.edge.server.pid != before  # what could not be written is no reason to write no more
                assert not edge.edge.status()["disk"]["full"]
            attached.close()
