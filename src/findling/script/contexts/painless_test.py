"""`painless_test`: a script that is tried out, by `_scripts/painless/_execute`."""

from typing import Final

from findling.script.context import Context
from findling.script.types import DEF, MAP

PAINLESS_TEST: Final = Context("painless_test", DEF, {"params": MAP})
