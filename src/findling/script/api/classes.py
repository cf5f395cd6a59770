"""All classes of the API."""

from typing import Final

from findling.script.api.class_info import ClassInfo

CLASSES: Final[tuple[ClassInfo, ...]] = ()
"""Those of every context."""
