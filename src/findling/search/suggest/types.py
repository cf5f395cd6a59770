"""All suggesters: importing this module registers them, which `suggestion` does when the first one is asked for."""

from types import ModuleType
from typing import Final

from findling.base.rooms import modules_of
from findling.search.suggest import suggesters

MODULES: Final[tuple[ModuleType, ...]] = modules_of(suggesters)
