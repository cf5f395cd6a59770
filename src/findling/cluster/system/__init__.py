"""The system indices there are: each is one file, whose `INDEX` is a SystemIndexDescriptor.

Standing in this room keeps a name from clients. `findling.node.services.system` makes, reads and writes the indices.
"""

import sys
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.rooms import modules_of
from findling.cluster.system_index import SystemIndexDescriptor

SYSTEM_INDICES: Final[tuple[SystemIndexDescriptor, ...]] = tuple(
    module.INDEX for module in modules_of(sys.modules[__name__])
)
SYSTEM_NAMES: Final = frozenset(index.name for index in SYSTEM_INDICES)
"""The names of all system indices, whether they have been made or not."""


def check_not_system(name: str) -> None:
    """Raises IllegalArgumentError if a name that a client wants to give is that of a system index."""
    if name in SYSTEM_NAMES:
        raise IllegalArgumentError(f"Indices [{name}] use and access is reserved for system operations")
