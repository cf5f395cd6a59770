"""percolate: the stored queries that match documents, which are given or stored themselves."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    QueryShardError,
    ResourceNotFoundError,
    VersionConflictError,
    XContentParseError,
)
from findling.base.json_values import json_text
from findling.mapping.types.percolator import PercolatorFieldType
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.expensive import check_expensive
from findling.search.query.percolating.documents import PercolatedDocuments
from findling.search.query.percolating.percolated_docs import PercolatedDocsQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_WAYS: Final = ("document", "documents", "id")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """Where the document to percolate is stored; version: None for any."""

    index: str
    id: str
    routing: str | None = None
    version: int | None = None

    def read(self, ctx: ShardContext) -> bytes:
        """Returns its source. Raises FindlingErrors of the request as a whole."""
        try:
            return self._read(ctx)
        except FindlingError as error:
            error.is_of_request = True
            raise

    def _read(self, ctx: ShardContext) -> bytes:
        found = ctx.document(self.index, self.id, self.routing)
        if found is None:
            raise ResourceNotFoundError(f"indexed document [{self.index}/{self.id}] couldn't be found")
        if self.version is not None and self.version != found.version:
            raise VersionConflictError(
                f"[{self.id}]: version conflict, current version [{found.version}] is different than the one provided "
                f"[{self.version}]"
            )
        if not found.source:
            raise IllegalArgumentError(f"indexed document [{self.index}/{self.id}] source disabled")
        return found.source


class Made(dict[Any, PercolatedDocuments]):
    """Indices of documents. They stay where they were made if the query goes to another node."""

    def __reduce__(self) -> tuple[type[Made], tuple[()]]:
        return Made, ()


@dataclass(frozen=True, kw_only=True)
class PercolateQuery(Query):
    """The percolate query of the query DSL.

    documents: JSON texts, or `stored` says where the one document is
    slot_name: `name`, part of the name of the field that says which documents matched
    made: the documents' index by mapping and texts, while the query lives
    """

    field: str
    documents: tuple[bytes, ...] = ()
    stored: StoredDocument | None = None
    slot_name: str | None = None
    made: Made = dataclasses.field(default_factory=Made, compare=False, repr=False)

    @property
    def shows_more(self) -> bool:
        return True

    def rewrite(self, ctx: ShardContext) -> PercolatedDocsQuery:
        check_expensive("percolate", ctx)
        sources = self.documents if self.stored is None else (self.stored.read(ctx),)
        if not sources:
            missing = ActionRequestValidationError("Validation Failed: 1: index is missing;2: id is missing;")
            missing.is_of_request = True
            raise missing
        mapped = ctx.field(self.field)
        if mapped is None:
            raise QueryShardError(f"field [{self.field}] does not exist", index=ctx.index)
        if not isinstance(mapped.type, PercolatorFieldType):
            raise QueryShardError(
                f"expected field [{self.field}] to be of type [percolator], but is of type [{mapped.type_name}]",
                index=ctx.index,
            )
        return PercolatedDocsQuery(field=mapped.type, documents=self._indexed(ctx, sources), boost=self.boost)

    def _indexed(self, ctx: ShardContext, sources: tuple[bytes, ...]) -> PercolatedDocuments:
        """Returns the index of the documents: one for all shards and phases of a search."""
        key = (id(ctx.mapping), sources)
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = PercolatedDocuments(ctx.mapping, sources)
        return found


@register("percolate")
def parse_percolate(body: object, inner: InnerParser) -> Query:
    """Parses {"percolate": {"field": "query", "document": {...}}}."""
    parameters = ObjectParameters("percolate", body)
    members: dict[str, Any] = {
        "field": parameters.text("field"),
        "documents": _documents(parameters),
        "slot_name": parameters.text("name"),
    }
    where = {name: parameters.text(name) for name in ("index", "id", "routing", "preference")}
    version = parameters.long("version", None)
    common = parameters.common()
    parameters.finish()
    _check_ways(parameters)
    if members["field"] is None:
        raise parameters.missing("field")
    if where["id"] is not None:
        if where["index"] is None:
            refusal = XContentParseError("Failed to build [percolate] after last required field arrived")
            raise refusal from IllegalArgumentError("[index] is a required argument")
        members["stored"] = StoredDocument(where["index"], where["id"], where["routing"], version)
    return PercolateQuery(**members, **common)


def _documents(parameters: ObjectParameters) -> tuple[bytes, ...]:
    document, documents = parameters.object("document"), parameters.array("documents")
    whole = parameters.take("documents")
    if "documents" in parameters and not isinstance(whole, (dict, list)):
        raise parameters.wrong_token("documents", whole)
    for entry in documents or ():
        if isinstance(entry, list):
            raise parameters.refused("documents", IllegalArgumentError("a document is an object"))
    given = [*([] if document is None else [document]), *(documents or ())]
    return tuple(map(json_text, given))


def _check_ways(parameters: ObjectParameters) -> None:
    """Raises IllegalArgumentError unless there is exactly one way to get documents."""
    given = [name for name in parameters.names() if name in _WAYS]
    if not given:
        raise IllegalArgumentError(f"Required one of fields [{', '.join(_WAYS)}], but none were specified. ")
    if len(given) > 1:
        raise IllegalArgumentError(f"The following fields are not allowed together: [{', '.join(given)}] ")
