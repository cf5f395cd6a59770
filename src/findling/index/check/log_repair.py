"""What can be kept of a damaged log: every record that is whole and can be reached."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from findling.codec.durable_files import make_directory, write_durably
from findling.index.translog.log_record import decode_batch
from findling.index.translog.operation_log import LoggedBatch
from findling.index.translog.translog import generation_path, list_generations
from findling.index.translog.translog_generation import encode_file, salvage_records


@dataclass(slots=True)
class LogRepair:
    """One file that is written again with the records that are left of it.

    operations: in these; lost_bytes: of records that were synced, and are not
    """

    path: Path
    payloads: list[bytes]
    operations: int = 0
    lost_bytes: int = 0

    def what(self) -> str:
        """Returns what will be done, in words."""
        if not self.path.exists():
            return "make an empty file: this one is missing"
        return f"keep {self.operations} operations; what stood in {self.lost_bytes} bytes is lost"

    def apply(self, kept: Path) -> None:
        """Writes the file; what was there before is copied to the directory `kept`."""
        if self.path.exists():
            make_directory(kept)
            shutil.copy2(self.path, kept / self.path.name)
        write_durably(self.path, encode_file(self.payloads))


def plan_log(directory: Path, first: int, damaged: set[str]) -> list[LogRepair]:
    """Returns what is to be done with the damaged or missing files of a log that begins with generation `first`.

    damaged: their paths
    """
    found = list_generations(directory) if directory.is_dir() else []
    last = max([first, *found])
    paths = [generation_path(directory, number) for number in range(first, last + 1)]
    return [_plan(path) for path in paths if str(path) in damaged or not path.exists()]


def _plan(path: Path) -> LogRepair:
    if not path.exists():
        return LogRepair(path, [])
    payloads = []
    lost = 0
    for payload in salvage_records(path):
        if isinstance(payload, int):
            lost += payload
        else:
            payloads.append(payload)
    return LogRepair(path, payloads, sum(len(decode_batch(payload)) for payload in payloads), lost)


def first_batch(directory: Path, first: int) -> LoggedBatch | None:
    """Returns the first operations of a log that can be read, from generation `first` on; None if there are none."""
    for number in sorted(list_generations(directory)) if directory.is_dir() else []:
        if number >= first:
            for payload in salvage_records(generation_path(directory, number)):
                if not isinstance(payload, int):
                    return decode_batch(payload)
    return None
