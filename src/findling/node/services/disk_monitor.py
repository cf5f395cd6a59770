"""Watches the disk: over the flood stage indices take no more writes, until it is below the high watermark again."""

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from findling.base.errors import StateNotStoredError
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.disk_watermarks import DiskWatermarks
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState, IndexMetadata

logger = logging.getLogger("findling.disk")

BLOCK: Final = "index.blocks.read_only_allow_delete"
MeasureDisk = Callable[[Path], tuple[int, int]]
"""Path -> (total, free) bytes of its disk."""


def measure_disk(path: Path) -> tuple[int, int]:
    """Returns total bytes of the disk of a path, and those that are free to this user."""
    usage = shutil.disk_usage(path)
    return usage.total, usage.free


@dataclass(frozen=True, slots=True)
class DiskStage:
    """How full the disk is: below "low", or over one of "low", "high", "flood_stage"."""

    name: str
    total_bytes: int
    free_bytes: int


class DiskMonitor:
    """Compares the disk with the watermarks every `cluster.info.update.interval`, and when these change.

    stage: as of the last check
    """

    def __init__(self, path: Path, cluster: ClusterService, measure: MeasureDisk = measure_disk) -> None:
        self._path = path
        self._cluster = cluster
        self._measure = measure
        self._checked_s = 0.0
        self._checked: DiskWatermarks | None = None
        self.stage = DiskStage("below", 0, 0)

    def check_if_due(self) -> None:
        """Checks if the interval is over or the watermarks have changed."""
        watermarks = DiskWatermarks.of(self._cluster.state)
        interval_s = cluster_setting(self._cluster.state, "cluster.info.update.interval") / 1000
        if watermarks != self._checked or time.monotonic() - self._checked_s >= interval_s:
            self.check()

    def check(self) -> DiskStage:
        """Measures the disk; sets the block of all indices over the flood stage, lifts it below the high watermark."""
        watermarks = DiskWatermarks.of(self._cluster.state)
        self._checked, self._checked_s = watermarks, time.monotonic()
        total, free = self._measure(self._path)
        stage = DiskStage(_stage(watermarks, total, free), total, free)
        self._tell(stage)
        self.stage = stage
        try:
            if stage.name == "flood_stage":
                self._cluster.update(lambda state: _with_blocks(state, blocked=True))
            elif stage.name in ("below", "low"):
                self._cluster.update(lambda state: _with_blocks(state, blocked=False))
        except StateNotStoredError:
            logger.exception("blocks for the full disk could not be stored path=%s", self._path)
        return stage

    def _tell(self, stage: DiskStage) -> None:
        if stage.name != self.stage.name:
            level = logging.INFO if stage.name == "below" else logging.WARNING
            message = "disk is over watermark=%s path=%s free_bytes=%d total_bytes=%d"
            logger.log(level, message, stage.name, self._path, stage.free_bytes, stage.total_bytes)


def _stage(watermarks: DiskWatermarks, total: int, free: int) -> str:
    if watermarks.enabled:
        for name, mark in (
            ("flood_stage", watermarks.flood_stage),
            ("high", watermarks.high),
            ("low", watermarks.low),
        ):
            if free < mark.least_free(total):
                return name
    return "below"


def _with_blocks(state: ClusterState, blocked: bool) -> ClusterState:
    """Returns the state with the block on all indices, or on none; the same state if nothing changes."""
    for index in list(state.indices.values()):
        if (index.settings.get(BLOCK) == "true") != blocked:
            state = state.with_index(_with_block(index, blocked))
    return state


def _with_block(index: IndexMetadata, blocked: bool) -> IndexMetadata:
    settings = {key: value for key, value in index.settings.items() if key != BLOCK}
    if blocked:
        settings[BLOCK] = "true"
    return replace(index, settings=settings, settings_version=index.settings_version + 1, version=index.version + 1)
