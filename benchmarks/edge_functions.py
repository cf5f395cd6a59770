"""What a call of a function at the edge costs above the function itself, and how many events a second a bundle takes.

    python -m benchmarks.edge_functions --calls 2000

A real process, confined where the kernel has Landlock; the function does nothing.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from findling.edge.functions.bundle import Bundle
from findling.edge.functions.functions import Functions
from findling.edge.functions.signed_files import SigningKey

MODULE = b"""
from findling.edge.functions.declared import on

@on("go")
def go(event, edge): pass
"""


class Nobody:
    """A node that is asked nothing."""

    def answer(self, verb: str, arguments: Mapping[str, Any]) -> Any:
        raise AssertionError(verb)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000)
    options = parser.parse_args()
    key = SigningKey(bytes(32))
    with tempfile.TemporaryDirectory() as folder:
        functions = Functions(Path(folder), "n1", Nobody(), [key.public], unconfined=True)
        functions.start()
        try:
            began = time.perf_counter()
            functions.deploy(Bundle(name="bare", version="1", files={"main.py": MODULE}).signed(key))
            print(f"{(time.perf_counter() - began) * 1000:8.1f} ms  a bundle starts")
            began = time.perf_counter()
            for number in range(options.calls):
                functions.emit("go", {"n": number})
            functions.running("bare").wait_idle(60)
            took_s = time.perf_counter() - began
            took = sorted(functions.running("bare").counters.took_ms)
            print(f"{took[len(took) // 2]:8.3f} ms  a call, p50")
            print(f"{took[len(took) * 99 // 100]:8.3f} ms  a call, p99")
            print(f"{options.calls / took_s:8.0f}     calls a second")
        finally:
            functions.close()


if __name__ == "__main__":
    main()
