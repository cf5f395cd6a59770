"""enrich: documents get what an index that was made of others says of their values."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.json_values import json_text
from findling.ingest.document import IngestDocument
from findling.ingest.enrich import EnrichIndex, Sources
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.services import IngestServices
from findling.ingest.templates import PathTemplate, path_template

_MOST: Final = 128
_RELATIONS: Final = ("intersects", "disjoint", "within", "contains")


class EnrichProcessor(Processor):
    """Looks values up; the same value of a batch once. overrides: whether the target may have a value already"""

    kind = "enrich"

    def __init__(
        self, policy: str, paths: tuple[PathTemplate, PathTemplate], services: IngestServices, most: int,
        relation: str, **flags: bool,
    ) -> None:  # fmt: skip
        self._policy = policy
        self._field, self._target = paths
        self._services = services
        self._most = most
        self._relation = relation
        self._flags = flags

    def process(self, document: IngestDocument) -> None:
        self._enrich(document, self._index(), {})

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        try:
            index = self._index()
        except FindlingError as error:
            return dict.fromkeys(range(len(documents)), error)
        known: dict[bytes, Sources] = {}
        failures: Failures = {}
        for place, document in enumerate(documents):
            try:
                self._enrich(document, index, known)
            except FindlingError as error:
                failures[place] = error
        return failures

    def _index(self) -> EnrichIndex:
        return find_index(self._services, self._policy)

    def _enrich(self, document: IngestDocument, index: EnrichIndex, known: dict[bytes, Sources]) -> None:
        value = self._field.of(document).get(document, self._flags["ignores_missing"])
        if value is None:
            return
        key = json_text(value)
        if key not in known:
            known[key] = index.search(index.query(value, self._relation), self._most)
        found = known[key]
        target = self._target.of(document)
        if found and (self._flags["overrides"] or not target.has(document)):
            made: Any = deepcopy(found[0] if self._most == 1 else found)
            target.set(document, made)


def find_index(services: IngestServices, policy: str) -> EnrichIndex:
    """Returns what a policy has made. Raises IllegalArgumentError if that is nothing yet."""
    index = services.policy(policy)
    if index is None:
        raise IllegalArgumentError(f"no enrich index exists for policy with name [{policy}]")
    return index


@register("enrich")
def make_enrich(making: Making) -> EnrichProcessor:
    """Reads {"enrich": {"policy_name": "users", "field": "email", "target_field": "user"}}."""
    given, services = making.configuration, making.services
    policy = given.required_text("policy_name")
    find_index(services, policy)
    field = path_template(given, "field", services.scripts)
    ignores_missing, overrides = given.flag("ignore_missing"), given.flag("override", True)
    target = path_template(given, "target_field", services.scripts)
    most = given.integer("max_matches")
    most = 1 if most is None else most
    if not 1 <= most <= _MOST:
        raise given.fault("max_matches", f"should be between 1 and {_MOST}")
    relation = (given.text("shape_relation") or "intersects").lower()
    if relation not in _RELATIONS:
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.common.geo.ShapeRelation.{relation.upper()}")
    return EnrichProcessor(
        policy, (field, target), services, most, relation, ignores_missing=ignores_missing, overrides=overrides
    )
