"""The limit of open files."""

import subprocess
import sys

PROGRAM = """
import resource
from findling.base.work.open_files import allow_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512))
allowed = allow_open_files()
files = [open("/dev/null") for _ in range(400)]
print(allowed, resource.getrlimit(resource.RLIMIT_NOFILE), len(files))
"""


def test_as_many_files_as_the_system_lets_us_have() -> None:
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "512 (512, 512) 400"
