"""Modules imported when first used."""

import sys
import threading

import pytest

from findling.base.lazy import lazy_module


@pytest.fixture
def fresh_colorsys(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    return "colorsys"


def test_a_module_is_imported_at_its_first_use(fresh_colorsys: str) -> None:
    module = lazy_module(fresh_colorsys)
    assert fresh_colorsys not in sys.modules
    assert module.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)
    assert fresh_colorsys in sys.modules
    assert lazy_module(fresh_colorsys) is sys.modules[fresh_colorsys]


def test_many_threads_may_be_first(fresh_colorsys: str) -> None:
    module = lazy_module(fresh_colorsys)
    barrier = threading.Barrier(8)
    found = []

    def use() -> None:
        barrier.wait()
        found.append(module.rgb_to_hsv)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8


def test_missing_modules() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module_here"):
        lazy_module("no_such_module_here")
    optional = lazy_module("no_such_module_here", optional=True)
    with pytest.raises(ModuleNotFoundError, match="pip install no_such_module_here"):
        _ = optional.anything
