"""What closures work on."""

from collections.abc import Callable
from typing import Any, Final

Frame = list[Any]
Run = Callable[[Frame], Any]

RESULT: Final = -1
"""The slot of the value that a function returns."""
METER: Final = -2
"""The slot of the meter of the whole run."""

RETURNED: Final = 1
BROKEN: Final = 2
CONTINUED: Final = 3
"""What a statement gives that did not just end; that gives None."""
