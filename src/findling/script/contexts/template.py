"""`template`: the text that a search template stands for."""

from typing import Final

from findling.script.context import Context
from findling.script.types import MAP, STRING

TEMPLATE: Final = Context("template", STRING, {"params": MAP})
