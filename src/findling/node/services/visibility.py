"""What the one who asks may see of an index: the queries and fields of its roles, laid over the shards."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from findling.base.errors import PartlyVisibleError, SecurityError
from findling.cluster.access import current_access, under
from findling.script.contexts import CONTEXTS
from findling.script.definition import ScriptDefinition
from findling.search.find_doc import find_doc
from findling.search.query.base import Query, parse_query
from findling.search.query.bool import BoolQuery
from findling.search.restriction.restricted import restricted
from findling.search.restriction.visible_source import FieldTest, visible_source
from findling.security.privileges.index_privileges import sample_actions
from findling.security.roles.permission import IndexAccess

if TYPE_CHECKING:
    from findling.cluster.state import ClusterState, IndexMetadata
    from findling.index.operations.operation import GetResult
    from findling.node.services.node import Node
    from findling.search.context import ShardContext

# what makes a query depend on more than the documents of a snapshot
_CHANGING: Final = ('"now', '"index"', '"script', '"seed"')


def seen_of(index: str, via: frozenset[str]) -> IndexAccess | None:
    """Returns what may be seen of an index; None: all of it. Raises SecurityError if nothing may.

    via: the names that led to it, of itself or of aliases
    """
    access = current_access()
    if access is None:
        return None
    seen: IndexAccess | None = access.documents(index, via)
    if seen is None:
        raise access.refusal([index])
    return None if seen.is_whole else seen


def visible(node: Node, context: ShardContext, via: frozenset[str]) -> ShardContext:
    """Returns the context of what may be seen of a shard."""
    seen = seen_of(context.index, via)
    if seen is None:
        return context
    texts = tuple(tuple(_rendered(node, text) for text in group) for group in seen.queries)
    allows = None if seen.fields.is_all else seen.fields.allows
    with under(None):  # what decides is not subject to what it decides
        return restricted(context, [_query(group) for group in texts], allows, _key(texts, seen))


def visible_document(node: Node, context: ShardContext, found: GetResult, via: frozenset[str]) -> GetResult | None:
    """Returns that part of a document that may be seen, None if it may not be seen at all.

    context: of its shard, not restricted, which sees the document
    """
    seen = seen_of(context.index, via)
    if seen is None:
        return found
    if seen.queries and find_doc(visible(node, context, via), found.id) is None:
        return None
    if seen.fields.is_all:
        return found
    return replace(found, stored=visible_source(found.stored, seen.fields.allows))


def refuse_parts(index: str, via: frozenset[str], what: str) -> None:
    """Raises PartlyVisibleError if only a part of an index may be seen. what: cannot be done then"""
    if seen_of(index, via) is not None:
        raise PartlyVisibleError(what)


def refuse_more(index: str, other: str, what: str) -> None:
    """Raises SecurityError if one may do more by another name than by that of an index. what: cannot be done then"""
    access = current_access()
    if access is None:
        return
    for action in sample_actions():
        within = access.acting(action)
        if within.sees(other) and not within.sees(index):
            raise SecurityError(what)


def refuse_some_documents(index: str, via: frozenset[str], what: str) -> None:
    """Raises PartlyVisibleError if only some documents of an index may be seen. what: cannot be done then"""
    if hides_documents(index, via):
        raise PartlyVisibleError(what)


def hides_documents(index: str, via: frozenset[str]) -> bool:
    """Whether only some documents of an index may be seen."""
    seen = seen_of(index, via)
    return seen is not None and bool(seen.queries)


def allowed_fields(state: ClusterState, index: IndexMetadata) -> FieldTest | None:
    """Returns the test of the fields of an index that may be known of, None if all may."""
    access = current_access()
    if access is None:
        return None
    names = frozenset((index.name, *index.aliases)) | state.streams.names_of(index.name)
    seen: IndexAccess | None = access.documents(index.name, names)
    if seen is None:
        return _none
    return None if seen.fields.is_all else seen.fields.allows


def _none(field: str) -> bool:
    return False


def _query(texts: tuple[str, ...]) -> Query:
    queries = tuple(parse_query(orjson.loads(text)) for text in texts)
    return queries[0] if len(queries) == 1 else BoolQuery(should=queries)


def _key(texts: tuple[tuple[str, ...], ...], seen: IndexAccess) -> Hashable | None:
    if any(word in text for group in texts for text in group for word in _CHANGING):
        return None
    return texts, seen.fields


def _rendered(node: Node, text: str) -> str:
    """Returns a query's text; a template gets what is known of the user."""
    body = orjson.loads(text)
    template: Any = body.get("template") if isinstance(body, Mapping) and len(body) == 1 else None
    if template is None:
        return text
    access = current_access()
    params = {**(template.get("params") or {}), "_user": {} if access is None else access.variables}
    source = template.get("source")
    if not isinstance(source, str) and source is not None:
        source = orjson.dumps(source).decode()
    definition = ScriptDefinition(source, template.get("id"), params, "mustache")
    script = node.scripts.compile(definition, CONTEXTS["template"])
    return str(script.execute({"params": params}))
