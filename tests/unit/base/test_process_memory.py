"""The process's allocator and garbage collector; in a process of its own, because they cannot be set back."""

import subprocess
import sys

_SCRIPT = """
import gc
from findling.base.work.process_memory import limit_allocator, relax_garbage_collection
limit_allocator()
blocks = [bytearray(2 << 20) for _ in range(4)]
relax_garbage_collection()
print(gc.get_threshold()[0], gc.get_freeze_count() > 1000, gc.isenabled())
"""


def test_collector_looks_less_often_but_still_looks() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["50000", "True", "True"]
