"""Modules that are imported when first used, so that a server which never needs them starts without them."""

import importlib
import importlib.util
import sys
from types import ModuleType


def lazy_module(name: str) -> ModuleType:
    """Returns the module `name`, executed only at the first access to one of its attributes.

    Raises ModuleNotFoundError at once if it is not installed.
    """
    if name in sys.modules:
        return sys.modules[name]
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
