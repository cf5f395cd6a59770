"""Directions of an order, asc and desc."""

from __future__ import annotations

from findling.base.errors import ParsingError


def no_such_direction(direction: object) -> ParsingError:
    """Returns the error of an order that is neither asc nor desc."""
    return ParsingError(f"Unknown order direction [{direction}]")
