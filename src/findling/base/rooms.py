"""Rooms whose modules register what they hold: a new file is all that a new query, type or token filter takes."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_of(*packages: ModuleType) -> tuple[ModuleType, ...]:
    """Imports the modules of packages, without packages inside of them; returns them in order of their names."""
    return tuple(
        import_module(found.name)
        for package in packages
        for found in iter_modules(package.__path__, f"{package.__name__}.")
        if not found.ispkg
    )
