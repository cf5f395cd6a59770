"""The tokenizers. Each module registers what it holds by name; importing the package registers all."""

from findling.analysis.tokenizers import (
    grams,
    keyword,
    lowercase,
    path_hierarchy,
    pattern,
    runs,
    standard,
    uax_url_email,
)

__all__ = [
    "grams",
    "keyword",
    "lowercase",
    "path_hierarchy",
    "pattern",
    "runs",
    "standard",
    "uax_url_email",
]
