"""Test suites of others, run as they are: where they lie, and what they report."""

import os
import re
from pathlib import Path
from typing import Final

import pytest

FAILED: Final = (0, 1)  # the exit status of a suite that ran to its end
_UNITTEST: Final = re.compile(r"^(?:ERROR|FAIL): \S+ \((\S+)\)", re.MULTILINE)
_UNITTEST_COUNT: Final = re.compile(r"^Ran (\d+) tests", re.MULTILINE)
_SKIPPED: Final = re.compile(r"^(?:OK|FAILED) \(.*?skipped=(\d+)", re.MULTILINE)


def checkout(variable: str, repository: str) -> Path:
    """Returns the folder an environment variable names; skips the test where it is not set."""
    folder = os.environ.get(variable)
    if folder is None:
        pytest.skip(f"{variable} is not set: it names a checkout of {repository}")
    return Path(folder).resolve()


def unittest_failures(output: str) -> set[str]:
    """Returns the full names of the tests that unittest's report calls failed."""
    return set(_UNITTEST.findall(output))


def unittest_count(output: str) -> int:
    """Returns how many tests ran and were not skipped; 0 where none did."""
    ran, skipped = _UNITTEST_COUNT.search(output), _SKIPPED.search(output)
    return (int(ran[1]) if ran else 0) - (int(skipped[1]) if skipped else 0)
