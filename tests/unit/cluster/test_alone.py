"""A node that is alone imports nothing of a cluster."""

import subprocess
import sys


def test_nothing_of_nats_is_imported() -> None:
    code = "import sys, findling.cli.serve; print([name for name in sys.modules if name.split('.')[0] == 'nats'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"
