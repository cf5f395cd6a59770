"""Copies of a closed node's data that share its immutable files."""

import os
import shutil
from pathlib import Path

# rewritten in place by a running node; everything else is written once under a new name
MUTABLE = ("translog", "node.lock")


def clone_data(source: Path, target: Path) -> None:
    """Makes `target` a data directory equal to `source`, whose node must be closed.

    Segment files, commit points and metadata become hard links; what a node appends to is copied. Where the file system
    cannot link across devices, everything is copied. Raises FileExistsError if `target` is there.
    """
    shutil.copytree(source, target, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    if any(part.startswith(MUTABLE) for part in Path(source).parts[-2:]):
        shutil.copy2(source, target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
