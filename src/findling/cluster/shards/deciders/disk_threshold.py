"""Disk watermarks: nothing new above the low one, copies move away above the high one."""

from findling.base.units import format_bytes
from findling.cluster.disk_watermarks import DiskWatermarks, Watermark
from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy


class DiskThreshold(Decider):
    """Nodes that have not told how full their disks are count as empty."""

    name = "disk_threshold"
    is_steady = True

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        marks = DiskWatermarks.of(view.state)
        # an empty shard may be made up to the high watermark: it brings nothing with it
        return _below(view, marks, marks.high if copy.primary and copy.routing.fresh else marks.low)

    def keeps(self, view: AllocationView, copy: ShardCopy) -> Mask:
        return below_high(view)

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        marks = DiskWatermarks.of(view.state)
        disk = view.disks.get(view.nodes[place].id)
        if not marks.enabled:
            return "the disk threshold decider is disabled"
        if disk is None:
            return "the node's disk usage is unknown, allocation is allowed"
        total, free = disk
        name, mark = ("high", marks.high) if copy.primary and copy.routing.fresh else ("low", marks.low)
        if allowed:
            return f"enough disk for shard on node, free: [{format_bytes(free)}], used: [{_used(total, free)}]"
        return (
            f"the node is above the {name} watermark cluster setting "
            f"[cluster.routing.allocation.disk.watermark.{name}={mark.text}], having less than the minimum required "
            f"[{format_bytes(mark.least_free(total))}] free space, actual free: [{format_bytes(free)}], actual used: "
            f"[{_used(total, free)}]"
        )


def below_high(view: AllocationView) -> Mask:
    """Returns the nodes whose disks are below the high watermark."""
    marks = DiskWatermarks.of(view.state)
    return _below(view, marks, marks.high)


def _used(total: int, free: int) -> str:
    return f"{100 * (1 - free / total):.1f}%" if total else "0%"


def _below(view: AllocationView, marks: DiskWatermarks, mark: Watermark) -> Mask:
    allowed = view.all()
    for node, (total, free) in view.disks.items() if marks.enabled else ():
        if node in view.place and total and free < mark.least_free(total):
            allowed[view.place[node]] = False
    return allowed
