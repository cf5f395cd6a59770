"""Memory that is locked, and what the system tells of it."""

import subprocess
import sys

from findling.base.work.process_memory import is_memory_locked, swap_used_bytes

PROGRAM = """
from findling.base.work.process_memory import is_memory_locked, lock_memory
before = is_memory_locked()
print(before, lock_memory() == is_memory_locked())
"""


def test_what_is_told_is_what_the_system_has() -> None:
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "True"]
    assert not is_memory_locked()


def test_swap_in_use_is_a_number_of_bytes() -> None:
    assert swap_used_bytes() >= 0
