"""FieldStructures as JSON, in the directory of a segment."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.vector_structures import VectorStructures


def structures_json(structures: FieldStructures) -> dict[str, object]:
    """Returns the structures as JSON; structures_of_json reads them."""
    members = asdict(structures)
    # defaults are left out, so that segments stay as they were before there was a choice
    if structures.discount_overlaps:
        del members["discount_overlaps"]
    if structures.vectors is None:
        del members["vectors"]
    if not structures.suggestions:
        del members["suggestions"]
    if not structures.term_offsets:
        del members["term_offsets"]
    return members


def structures_of_json(members: Mapping[str, Any]) -> FieldStructures:
    """Returns what structures_json wrote."""
    vectors = members.get("vectors")
    return FieldStructures(**{**members, "vectors": None if vectors is None else VectorStructures.of_json(vectors)})
