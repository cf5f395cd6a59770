"""All aggregations: importing this module registers them, which `aggregation` does when the first one is asked for."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

from findling.search.aggs import bucket, metric, pipeline

MODULES: Final[tuple[ModuleType, ...]] = tuple(
    import_module(found.name)
    for package in (bucket, metric, pipeline)
    for found in iter_modules(package.__path__, f"{package.__name__}.")
)
