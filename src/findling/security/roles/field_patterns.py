"""Patterns of fields in roles: those granted, and those of them that are denied."""

from findling.base.errors import ParseError, SecurityError
from findling.base.wildcards import matches


def check_field_patterns(prefix: str, grant: tuple[str, ...] | None, denied: tuple[str, ...] | None) -> None:
    """Raises ParseError if fields are denied that are not granted anyway."""
    if grant is None or denied is None:
        return
    for pattern in denied:
        if not any(_within(pattern, outer) for outer in grant):
            fault = (
                f"Exceptions for field permissions must be a subset of the granted fields but {','.join(denied)} is "
                f"not a subset of {','.join(grant)}"
            )
            raise ParseError(f"{prefix} - {fault}") from SecurityError(fault)


def _within(pattern: str, outer: str) -> bool:
    """Whether an outer pattern means all that a pattern means."""
    # a star in the inner pattern stands for any text: that it fits as a character no name has is as good as all
    return matches(outer, pattern.replace("*", "\uffff"))
