"""Resolvers of a declared schema: each asks the node by the ways of the generated one."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLError

from findling.base.errors import DocumentMissingError
from findling.base.settings import unflatten
from findling.graphql.model.catalog import Source
from findling.graphql.model.declaration import ContextValue, DeclaredMutation, DeclaredQuery
from findling.graphql.model.fields import Field
from findling.graphql.model.relations import ID
from findling.graphql.resolve.context import RequestContext
from findling.graphql.resolve.documents import Document, field_reader
from findling.graphql.resolve.mutations import write, written_document
from findling.graphql.resolve.searching import Searching, window
from findling.graphql.resolve.single import by_key
from findling.node.documents.get_document import GetRequest

Resolver = Callable[..., Any]
Paths = Mapping[str, str]


def leaf_reader(field: Field) -> Resolver:
    """Returns the resolver of a field that is in no object, or in objects; of a list of objects the first is read."""
    *above, _ = field.path.split(".")
    read = field_reader(field)

    def resolve(document: Document, info: Any) -> Any:
        holder: Any = document.source
        for key in above:
            holder = holder.get(key)
            if isinstance(holder, list):
                holder = next((one for one in holder if isinstance(one, Mapping)), None)
            if not isinstance(holder, Mapping):
                return None
        return read(holder, info)

    return resolve


def find_all(query: DeclaredQuery, searching: Searching, sort: Field | None) -> Resolver:
    """Returns the resolver of a list of documents."""
    order = {} if sort is None else {"sort": [{sort.whole: {"order": "desc" if query.descending else "asc"}}]}

    def resolve(root: Any, info: Any, /, **arguments: Any) -> list[Document]:
        size, offset = window(arguments)
        body = {**searching.body({}, info.context), **order, "size": size, "from": offset, "track_total_hits": False}
        return [Document(hit) for hit in info.context.backend.search(searching.names, body)["hits"]["hits"]]

    return resolve


def find_one(query: DeclaredQuery, source: Source, field: Field | None, context: ContextValue | None) -> Resolver:
    """Returns the resolver of one document. field: whose value it has, None for the id; context: what says the value"""
    by_id, name = by_key(source), query.by or ""

    def resolve(root: Any, info: Any, /, **arguments: Any) -> Any:
        given = arguments[name] if context is None else context_value(context, info.context)
        if field is None:
            found = by_id(root, info, given)
        else:
            body = {"query": {"term": {field.whole: {"value": given}}}, "size": 1, "track_total_hits": False}
            hits = info.context.backend.search([source.name], body)["hits"]["hits"]
            found = Document(hits[0]) if hits else None
        return _found(found, query.not_found, name, given)

    return resolve


def _found(document: Document | None, message: str | None, name: str, given: Any) -> Document | None:
    """Returns a document. Raises GraphQLError without one, if there is a message for that."""
    if document is None and message is not None:
        raise GraphQLError(message.replace(f"{{{name}}}", str(given)), extensions={"type": "not_found", "status": 404})
    return document


def create(mutation: DeclaredMutation, source: Source, paths: Paths, contexts: Mapping[str, ContextValue]) -> Resolver:
    """Returns the resolver of a creation.

    paths: where values of arguments stand; contexts: by path, what gives others
    """
    do = write(source, "create")

    def resolve(root: Any, info: Any, /, **arguments: Any) -> Document | None:
        values = {paths[name]: value for name, value in arguments.items()}
        values |= {path: context_value(one, info.context) for path, one in contexts.items()}
        return written_document(do(root, info, document=unflatten(values), refresh=mutation.refresh), info)

    return resolve


def update(mutation: DeclaredMutation, source: Source, paths: Paths) -> Resolver:
    """Returns the resolver of an update: what the argument has takes the place of what is there."""
    do = write(source, "update")

    def resolve(root: Any, info: Any, /, id: str, **arguments: Any) -> Document | None:
        given = arguments.get(mutation.argument) or {}
        document = unflatten({paths[name]: value for name, value in given.items()})
        try:
            written = do(root, info, _id=id, document=document, refresh=mutation.refresh)
        except DocumentMissingError:
            return _found(None, mutation.not_found, "id", id)
        return written_document(written, info)

    return resolve


def delete(mutation: DeclaredMutation, source: Source) -> Resolver:
    """Returns the resolver of a deletion, which shows the document as it was."""
    find, do = by_key(source), write(source, "delete")

    def resolve(root: Any, info: Any, /, id: str) -> Document | None:
        found = _found(find(root, info, id), mutation.not_found, "id", id)
        if found is None:
            return None
        written = do(root, info, _id=id, refresh=mutation.refresh)
        return _found(found if written.answer["result"] == "deleted" else None, mutation.not_found, "id", id)

    return resolve


def context_value(wanted: ContextValue, context: RequestContext) -> Any:
    """Returns what a header says, found out once in a request. Raises GraphQLError if it says nothing."""
    known = context.loaders.get(wanted)
    if known is None:
        token = _token(wanted, context.headers)
        document = None if token is None else _by_token(wanted, context, token)
        values = [] if document is None else document.values(wanted.value)
        if not values:
            raise GraphQLError(wanted.not_found, extensions={"type": "not_authenticated", "status": 401})
        known = context.loaders[wanted] = values[0]
    return known


def _token(wanted: ContextValue, headers: Mapping[str, str]) -> str | None:
    given = headers.get(wanted.header, "")
    if wanted.scheme is None:
        return given or None
    scheme, _, token = given.partition(" ")
    return token.strip() or None if scheme.lower() == wanted.scheme.lower() else None


def _by_token(wanted: ContextValue, context: RequestContext, token: str) -> Document | None:
    if wanted.by == ID:
        found = context.backend.get(GetRequest(wanted.index, token))
        return Document(found) if found["found"] else None
    body = {"query": {"term": {wanted.by: {"value": token}}}, "size": 1, "track_total_hits": False}
    hits = context.backend.search([wanted.index], body)["hits"]["hits"]
    return Document(hits[0]) if hits else None
