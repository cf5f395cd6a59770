"""All classes of the API."""

from typing import Final

from findling.base.rooms import modules_of
from findling.script.api import functions, java_lang, java_math, java_text, java_time, java_util, regex, streams
from findling.script.api.class_info import ClassInfo

CLASSES: Final[tuple[ClassInfo, ...]] = tuple(
    info
    for module in modules_of(functions, java_lang, java_math, java_text, java_time, java_util, regex, streams)
    for info in vars(module).get("CLASSES", ())
)
"""Those of every context."""
