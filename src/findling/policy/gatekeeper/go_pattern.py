"""Regular expressions as Go reads them: schemas and suites are written for its library, which is RE2."""

from functools import lru_cache
from typing import Any

from findling.base.lazy import lazy_module

_re2: Any = lazy_module("re2")


@lru_cache(maxsize=256)
def go_pattern(text: str) -> Any:
    """Returns a compiled pattern, with `search`. Raises ValueError for one that is none."""
    options = _re2.Options()
    options.log_errors = False
    try:
        return _re2.compile(text, options)
    except _re2.error as error:
        told = error.args[0]
        raise ValueError(told.decode() if isinstance(told, bytes) else str(told)) from error
