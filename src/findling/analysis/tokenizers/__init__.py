"""The tokenizers. Each module registers what it holds by name; importing the package registers all."""

from findling.analysis.tokenizers import (
    classic,
    grams,
    keyword,
    lowercase,
    path_hierarchy,
    pattern,
    runs,
    simple_pattern,
    standard,
    thai,
    uax_url_email,
)

__all__ = [
    "classic",
    "grams",
    "keyword",
    "lowercase",
    "path_hierarchy",
    "pattern",
    "runs",
    "simple_pattern",
    "standard",
    "thai",
    "uax_url_email",
]
