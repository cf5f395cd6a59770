"""The page of field types says what the registries and the tests say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_page_of_field_types_is_current() -> None:
    """Written by its tool, and written again since the last change."""
    command = [sys.executable, str(ROOT / "tools" / "field_types_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
