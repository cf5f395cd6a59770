"""The page of parts of analyzers says what the registry and the golden tests say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_analysis_page_is_current() -> None:
    """Written by its tool, and written again since the last change."""
    command = [sys.executable, str(ROOT / "tools" / "analysis_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
