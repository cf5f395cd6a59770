"""Background work: what fails keeps nothing else from being done."""

import threading
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node


def test_what_fails_keeps_nothing_else_from_being_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed, done, settled = (threading.Semaphore(0) for _ in range(3))

    def fail() -> None:
        failed.release()
        raise RuntimeError("can't start new thread")

    with Node(NodeConfig(data=tmp_path / "data", sync=False)) as node:
        monkeypatch.setattr(node.breakers, "settle", settled.release)
        node.background.also += [fail, done.release]
        for _ in range(2):  # it goes on
            assert failed.acquire(timeout=20)
            assert done.acquire(timeout=20)
            assert settled.acquire(timeout=20)
