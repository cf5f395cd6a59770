"""Flushes and merges of indices that are deleted meanwhile."""

import threading
from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


def test_flushing_what_is_being_deleted_is_no_error(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "n", sync=False, background=False)
    answers: list[int] = []
    with Node(config) as node:
        api = Api(node)
        done = threading.Event()

        def flush() -> None:
            while not done.is_set():
                for action in ("_flush", "_forcemerge", "_refresh"):
                    answers.append(api.post(f"/{action}").status)

        threads = [threading.Thread(target=flush) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(40):
            api.put(f"/a/_doc/{number}?refresh=true", {"n": number})
            api.delete("/a")
        done.set()
        for thread in threads:
            thread.join()
    assert set(answers) == {200}
