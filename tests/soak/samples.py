"""What a server holds: memory, files, threads, segments; and how long requests took."""

import json
import os
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Returns the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the server. at: seconds since the start; share: of one core, since the sample before"""

    at: float
    share: float
    resident_mb: float
    files: int
    threads: int
    segments: int
    disk_mb: float
    requests: int
    p50_ms: float
    p99_ms: float

    def line(self) -> str:
        return (
            f"{self.at:>6.0f} s  {self.share:>4.0%} cpu  {self.resident_mb:>6.0f} MB  {self.files:>4} files  "
            f"{self.threads:>3} threads  {self.segments:>3} segments  {self.disk_mb:>6.1f} MB on disk  "
            f"{self.requests:>8} requests  p50 {self.p50_ms:>6.1f} ms  p99 {self.p99_ms:>7.1f} ms"
        )


def take(url: str, pid: int, data: Path, at: float, share: float, requests: int, took: Sequence[float]) -> Sample:
    """Returns a sample. took: latencies since the one before, in seconds"""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    with urllib.request.urlopen(f"{url}/shop/_stats/segments", timeout=60) as answer:
        segments = json.load(answer)["_all"]["total"]["segments"]["count"]
    ordered = sorted(took) or [0.0]
    return Sample(
        at,
        share,
        int(status["VmRSS"].split()[0]) / 1024,
        len(os.listdir(f"/proc/{pid}/fd")),
        int(status["Threads"]),
        segments,
        _size(data) / 1e6,
        requests,
        ordered[len(ordered) // 2] * 1e3,
        ordered[int(len(ordered) * 0.99)] * 1e3,
    )


def _size(folder: Path) -> int:
    found = 0
    for path in folder.rglob("*"):
        try:
            found += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue  # a merge has removed it
    return found


def growths(samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """Returns what is usual in the second quarter of the samples and in the last, by what it is of.

    Of files, threads and segments that is the least: requests and merges under way hold some more, the more the slower
    the machine is. What is not let go is in the least as well.
    """
    quarter = max(len(samples) // 4, 1)
    early, late = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    ways: dict[str, Callable[[Sequence[float]], float]] = {
        "resident_mb": _mean, "files": min, "threads": min, "segments": min, "disk_mb": _mean, "p50_ms": _mean,
        "p99_ms": _mean,
    }  # fmt: skip
    return {
        name: (usual([getattr(sample, name) for sample in early]), usual([getattr(sample, name) for sample in late]))
        for name, usual in ways.items()
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
