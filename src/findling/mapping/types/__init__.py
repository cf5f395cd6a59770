"""The field types, one module per type or family of types; importing this package registers them all."""

from findling.mapping.types import (
    binary,
    boolean,
    constant_keyword,
    date,
    flattened,
    floats,
    geo_point,
    integers,
    ip,
    keyword,
    match_only_text,
    scaled_float,
    text,
    token_count,
    version,
    wildcard,
)

__all__ = [
    "binary",
    "boolean",
    "constant_keyword",
    "date",
    "flattened",
    "floats",
    "geo_point",
    "integers",
    "ip",
    "keyword",
    "match_only_text",
    "scaled_float",
    "text",
    "token_count",
    "version",
    "wildcard",
]
