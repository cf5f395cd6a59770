"""Dates as text: formats, zones and calendar arithmetic.

`date_formatter(pattern)` returns the `DateFormatter` of a mapping's or query's `format`: names that Elasticsearch knows
(`formats.py`), Java patterns, alternatives with `||`. A format is compiled once to a regular expression
and a list of printing steps (`date_format.py`); what a text contains is put together in `resolve.py`. Columns of ISO
texts take the array path of `iso_column.py`. Instants are (epoch seconds, nanoseconds) inside, milliseconds outside.
"""

from findling.mapping.dates.date_formatter import DateFormatter, date_formatter

__all__ = ["DateFormatter", "date_formatter"]
