"""Searches that were submitted to be asked for later: what they have found, until they expire."""

from typing import Final

from findling.cluster.system_index import SystemIndexDescriptor

INDEX: Final = SystemIndexDescriptor(
    ".async-search",
    {"properties": {"start_time": {"type": "date"}, "expiration_time": {"type": "date"}}},
    expires="expiration_time",
    shared=False,
)
