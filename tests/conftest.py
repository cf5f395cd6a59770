"""Holds for all tests: property tests run the same examples every time, unless the random profile is asked for.

`--hypothesis-profile=random` looks for new examples, from a seed that is printed at the end and taken again by
`--hypothesis-seed`. How long an example takes decides nothing.
"""

import os
import secrets

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # before a test imports onnxruntime itself

_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", _UNTIMED, derandomize=True)
settings.register_profile("random", _UNTIMED, print_blob=True)
settings.load_profile("fixed")


def random_profile(config: pytest.Config) -> bool:
    return bool(config.getoption("--hypothesis-profile", None) == "random")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Chooses the seed before Hypothesis and the workers of pytest-xdist read it."""
    if random_profile(config) and config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(secrets.randbelow(2**32))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if random_profile(config):
        terminalreporter.write_line(f"random examples, seed {config.getoption('--hypothesis-seed')}")
