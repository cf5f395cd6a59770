"""Reads declarations of schemas. Errors name the member that is wrong."""

import re
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.graphql.model.declaration import (
    ContextValue,
    Declaration,
    DeclaredField,
    DeclaredMutation,
    DeclaredQuery,
    DeclaredRelation,
    DeclaredType,
    source_name,
)
from findling.graphql.model.members import Members
from findling.graphql.model.relations import ID

_ACTIONS: Final = ("create", "update", "delete")
_LIMIT: Final = 100
_RESERVED: Final = frozenset(
    {
        "Query",
        "Mutation",
        "Subscription",
        "String",
        "Int",
        "Float",
        "Boolean",
        "ID",
        "Long",
        "DateTime",
        "JSON",
        "GeoPoint",
    }
)
_SEGMENT: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z0-9_]+)\}")


def parse_declaration(body: object) -> Declaration:
    """Returns what a body declares. Raises IllegalArgumentError, which names the member that is wrong."""
    members = Members(body, "")
    found = Declaration(
        tuple(_path(path) for path in members.texts("paths")),
        tuple(_type(name, inner) for name, inner in members.objects("types")),
        tuple(_query(name, inner) for name, inner in members.objects("queries")),
        tuple(_mutation(name, inner) for name, inner in members.objects("mutations")),
        tuple(_context(name, inner) for name, inner in members.objects("context")),
    )
    members.end()
    _check_names(found)
    return found


def _path(path: str) -> str:
    first, *segments = path.split("/")
    if first or not segments or not all(_SEGMENT.fullmatch(one) for one in segments):
        raise IllegalArgumentError(f"[paths]: [{path}] is no path of names as indices have them, such as [/api]")
    return path


def _type(name: str, members: Members) -> DeclaredType:
    has_fields = members.has("fields")
    fields = tuple(_field(one, value, members.within("fields")) for one, value in members.mapping("fields").items())
    relations = tuple(_relation(one, inner) for one, inner in members.objects("relations"))
    found = DeclaredType(
        name, members.text("index"), fields if has_fields else None, relations, members.texts("hidden")
    )
    for one in fields:
        if found.hides(one.path):
            raise IllegalArgumentError(f"[{members.within('fields')}.{one.name}] is a field that is hidden")
    twice = {one.name for one in fields} & {one.name for one in relations}
    if twice:
        raise IllegalArgumentError(f"[{members.within('relations')}.{min(twice)}] is the name of a field, too")
    members.end()
    return found


def _field(name: str, value: object, place: str) -> DeclaredField:
    if isinstance(value, str) and value:
        return DeclaredField(name, value, value == ID)
    if not isinstance(value, Mapping):
        raise IllegalArgumentError(f"[{place}.{name}] must be the name of a field of documents, or an object")
    members = Members(value, f"{place}.{name}")
    path = members.text("source", source_name(name))
    is_id = members.choice("type", ("ID",), "") == "ID" or path == ID
    members.end()
    return DeclaredField(name, path, is_id)


def _relation(name: str, members: Members) -> DeclaredRelation:
    key = members.text("to", ID)
    found = DeclaredRelation(
        name, members.text("type"), members.text("from", ID), key, members.flag("many", key != ID), _limit(members)
    )
    members.end()
    return found


def _limit(members: Members) -> int:
    return members.number("limit", _LIMIT)


def _query(name: str, members: Members) -> DeclaredQuery:
    by = members.text("by", "") or None
    one = (members.text("context", "") or None, _message(members, by)) if by is not None else (None, None)
    sort, is_last, limit = "", False, _LIMIT
    if by is None:
        sort, is_last, limit = members.text("sort", ""), members.flag("descending", False), _limit(members)
    found = DeclaredQuery(name, members.text("type"), by, *one, sort or None, is_last, limit)
    members.end()
    return found


def _message(members: Members, argument: str | None) -> str | None:
    text: str = members.text("not_found", "")
    wrong = next((one for one in _PLACEHOLDER.findall(text) if one != argument), None)
    if wrong is not None:
        raise IllegalArgumentError(f"[{members.within('not_found')}] has [{{{wrong}}}], which is no argument")
    return text or None


def _mutation(name: str, members: Members) -> DeclaredMutation:
    action = members.choice("action", _ACTIONS)
    values: dict[str, Any] = dict.fromkeys(("required", "optional", "given", "fields"), ())
    values |= {"argument": "", "input": "", "not_found": None}
    if action == "create":
        values |= {"required": members.texts("required"), "optional": members.texts("optional")}
        values["given"] = tuple(sorted(members.mapping_of_texts("set").items()))
    elif action == "update":
        values |= {"argument": members.name("argument"), "input": members.name("input")}
        values["fields"] = members.texts("fields")
        _refuse_if(values["argument"] == "id", members.within("argument"), "must not be [id], which says the document")
        _refuse_if(not values["fields"], members.within("fields"), "must name a field")
    if action != "create":
        values["not_found"] = _message(members, "id")
    refresh = members.choice("refresh", ("true", "false", "wait_for"), "true")
    found = DeclaredMutation(name, members.text("type"), action, refresh=refresh, **values)
    members.end()
    return found


def _context(name: str, members: Members) -> ContextValue:
    found = ContextValue(
        name,
        members.text("index"),
        members.text("header").lower(),
        members.text("scheme", "") or None,
        members.text("by"),
        members.text("value"),
        members.text("not_found", "Not authenticated."),
    )
    members.end()
    return found


def _check_names(declaration: Declaration) -> None:
    """Raises IllegalArgumentError for names of types and of the context that mean nothing, or too much."""
    types, contexts = {one.name for one in declaration.types}, {one.name for one in declaration.contexts}
    inputs: dict[str, tuple[str, tuple[str, ...]]] = {}
    for one in declaration.types:
        _refuse_if(one.name in _RESERVED, f"types.{one.name}", "is the name of another type")
        for relation in one.relations:
            place = f"types.{one.name}.relations.{relation.name}.type"
            _refuse_if(relation.type not in types, place, f"must be a declared type, not [{relation.type}]")
    for query in declaration.queries:
        place = f"queries.{query.name}"
        _refuse_if(query.type not in types, f"{place}.type", f"must be a declared type, not [{query.type}]")
        missing = query.context is not None and query.context not in contexts
        _refuse_if(missing, f"{place}.context", f"must be a declared context, not [{query.context}]")
    for write in declaration.mutations:
        place = f"mutations.{write.name}"
        _refuse_if(write.type not in types, f"{place}.type", f"must be a declared type, not [{write.type}]")
        for field, context in write.given:
            _refuse_if(context not in contexts, f"{place}.set.{field}", f"must be a declared context, not [{context}]")
        names = [*write.required, *write.optional, *(field for field, _ in write.given), *write.fields]
        twice = next((name for name in names if names.count(name) > 1), None)
        _refuse_if(twice is not None, place, f"names the field [{twice}] twice")
        if write.input:
            same = inputs.setdefault(write.input, (write.type, write.fields)) == (write.type, write.fields)
            taken = write.input in types or write.input in _RESERVED or not same
            _refuse_if(taken, f"{place}.input", f"is the name of another type, [{write.input}]")


def _refuse_if(is_wrong: bool, place: str, fault: str) -> None:
    if is_wrong:
        raise IllegalArgumentError(f"[{place}] {fault}")
