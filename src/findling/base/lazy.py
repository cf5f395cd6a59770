"""Modules that are imported when first used, so that a server which never needs them starts without them."""

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


def lazy_module(name: str, optional: bool = False) -> ModuleType:
    """Returns the module `name`, executed only at the first access to one of its attributes.

    Raises ModuleNotFoundError if it is not installed: at once, or, if optional, when it is first used.
    """
    if name in sys.modules:
        return sys.modules[name]
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        if optional:
            return _Missing(name)
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class _Missing(ModuleType):
    """Stands for an optional module that is not installed."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise ModuleNotFoundError(
            f"this needs the package {self.__name__}: pip install {self.__name__}", name=self.__name__
        )
