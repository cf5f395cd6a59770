"""Modules that are imported when first used, so that a server which never needs them starts without them."""

import importlib
import importlib.util
import sys
from types import ModuleType


def lazy_module(name: str, optional: bool = False) -> ModuleType:
    """Returns the module `name`, or a stand-in that imports it at the first access to one of its attributes.

    Safe for threads: the stand-in goes through the import system's own locks, which importlib's LazyLoader of Python
    3.11 does not. Raises ModuleNotFoundError if it is not installed: at once, or, if optional, when it is first used.
    """
    if name in sys.modules:
        return sys.modules[name]
    if not optional and importlib.util.find_spec(name.partition(".")[0]) is None:
        raise ModuleNotFoundError(f"no module named {name!r}", name=name)
    return _LazyModule(name)


class _LazyModule(ModuleType):
    """Stands for a module until one of its attributes is wanted."""

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        try:
            module = importlib.import_module(self.__name__)
        except ModuleNotFoundError as error:
            package = self.__name__.partition(".")[0]
            raise ModuleNotFoundError(
                f"this needs the package {package}: pip install {package}", name=package
            ) from error
        value = getattr(module, attribute)
        self.__dict__[attribute] = value
        return value
