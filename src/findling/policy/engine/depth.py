"""How deep a value may be nested that an engine gets: deeper ones would end its process, or ours."""

from typing import Any, Final

DEEPEST: Final = 500


def is_too_deep(value: Any, most: int = DEEPEST) -> bool:
    """Whether objects and arrays are nested in more levels than that."""
    level = [value]
    for _ in range(most + 1):
        level = [inner for holder in level for inner in _inside(holder)]
        if not level:
            return False
    return True


def _inside(holder: Any) -> Any:
    if isinstance(holder, dict):
        return holder.values()
    return holder if isinstance(holder, list) else ()
