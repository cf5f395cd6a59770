"""`make cluster`: three nodes on this machine, sample data, and what to kill."""

import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.cluster.embedded import EmbeddedNodes
from tests.cluster.processes import Nodes, source_path

_WORDS = ("one node dies", "the rest go on", "nothing is lost", "a copy is promoted", "the log remembers")


def main() -> int:
    source_path()
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="findling-cluster-"))
    nodes = EmbeddedNodes(directory, name="demo")
    for name in nodes.names:
        nodes.start(name)
    try:
        print(f"starting three nodes in {directory}", flush=True)
        nodes.wait_for_all()
        first = nodes.names[0]
        nodes.ask(first, "PUT", "/sample", {"settings": {"number_of_shards": 1, "number_of_replicas": 2}})
        for number, words in enumerate(_WORDS):
            nodes.ask(first, "PUT", f"/sample/_doc/{number}?refresh=true", {"text": words})
        for name in nodes.names:
            port, pid = nodes.ports[name], nodes.running[name].pid
            print(f"{name}: http://127.0.0.1:{port}   kill -9 {pid}   (or kill -STOP, later kill -CONT)")
        print("look:  curl localhost:PORT/_cat/nodes?v   /_cat/shards?v   /_cluster/health   /sample/_search?q=node")
        print("what is killed is started again after ten seconds; Ctrl-C ends all", flush=True)
        _look_after(nodes)
    except KeyboardInterrupt:
        pass
    finally:
        nodes.stop()
    return 0


def _look_after(nodes: Nodes) -> None:
    """Starts again what was killed."""
    while True:
        time.sleep(1)
        for name in nodes.names:
            process = nodes.running.get(name)
            if process is not None and process.poll() is not None:
                print(f"{name} has died ({signal.Signals(-process.returncode).name if process.returncode < 0 else 0})")
                del nodes.running[name]
                time.sleep(10)
                nodes.start(name)
                print(f"{name} is started again: kill -9 {nodes.running[name].pid}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
