"""Directions of an order, asc and desc."""

from __future__ import annotations

from typing import Any

from findling.base.errors import ParsingError


def no_such_direction(direction: Any) -> ParsingError:
    """Returns the error of an order that is neither asc nor desc."""
    return ParsingError(f"Unknown order direction [{direction}]")
