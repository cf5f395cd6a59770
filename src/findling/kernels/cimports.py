"""One form of import for kernels that are compiled and kernels that run as plain Python.

A kernel says `from cython.cimports.findling.kernels.search.cursor import seek`. The compiler takes that from the other
kernel's C face; uncompiled, Python asks its finders for a module of that name, and the one here answers with the
kernel's own module.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Final

_PREFIX: Final = "cython.cimports."
_OURS: Final = f"{_PREFIX}findling"


class _Cimports(MetaPathFinder, Loader):
    """Finds `cython.cimports.findling...`, of which compiled kernels never ask."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _OURS and not fullname.startswith(f"{_OURS}."):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        # the import system takes what stands in sys.modules after loading
        sys.modules[module.__name__] = import_module(module.__name__.removeprefix(_PREFIX))


def install() -> None:
    """Makes cimports of kernels importable in this process if the kernels are not compiled."""
    spec = find_spec("findling.kernels.columns.sets")
    if spec is None or not str(spec.origin).endswith(".py"):
        return
    import_module("cython")
    # Cython's stand-in for the package has no spec, which the import system asks for
    sys.modules["cython.cimports"].__spec__ = ModuleSpec("cython.cimports", None, is_package=True)
    # before the finder of paths, which would load a kernel a second time under the other name
    sys.meta_path.insert(0, _Cimports())
