"""The field types, one module per type or family of types; importing this package registers them all."""

from findling.mapping.types import boolean, date, floats, integers, keyword, scaled_float, text

__all__ = ["boolean", "date", "floats", "integers", "keyword", "scaled_float", "text"]
