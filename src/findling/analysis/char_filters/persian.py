"""The char filter of the `persian` analyzer, which has no name of its own."""

from findling.analysis.char_filters.mapping import MappingCharFilter


def persian_char_filter() -> MappingCharFilter:
    """Returns a filter that makes zero-width non-joiners blanks. Source: Lucene's PersianCharFilter."""
    return MappingCharFilter({"\u200c": " "})
