"""Policies: their revisions, and the texts and data that these are made of."""

from typing import Final

from findling.cluster.system_index import SystemIndexDescriptor

INDEX: Final = SystemIndexDescriptor(
    ".findling-policy",
    {"properties": {"kind": {"type": "keyword"}, "name": {"type": "keyword"}, "number": {"type": "long"}}},
)
