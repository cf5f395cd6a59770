"""A schema as it is declared: names of its own for what indices hold. Only values; whether the indices have what is
meant is found out when types are made of it.
"""

import re
from dataclasses import dataclass
from typing import Final

from findling.graphql.model.names import spelled

_CAPITAL: Final = re.compile(r"(?<!^)([A-Z])")


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """path: the full name of the field in documents, or `_id`; is_id: whether it is an ID"""

    name: str
    path: str
    is_id: bool


@dataclass(frozen=True, slots=True)
class DeclaredRelation:
    """own, key: full names of fields, or `_id`; limit: how many there are if nobody says `first`"""

    name: str
    type: str
    own: str
    key: str
    many: bool
    limit: int


@dataclass(frozen=True, slots=True)
class DeclaredType:
    """Documents of an index or alias. fields: None for all of the mapping; hidden: full names of what nobody reads"""

    name: str
    index: str
    fields: tuple[DeclaredField, ...] | None
    relations: tuple[DeclaredRelation, ...]
    hidden: tuple[str, ...]

    def hides(self, path: str) -> bool:
        """Whether a field, or something in it, is not to be read."""
        return any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in self.hidden)


@dataclass(frozen=True, slots=True)
class DeclaredQuery:
    """by: the field that finds one document, None for a list; context: what its value comes from, None: an argument

    sort: of a list, a field; descending: from its highest value on; limit: as for relations
    """

    name: str
    type: str
    by: str | None
    context: str | None
    not_found: str | None
    sort: str | None
    descending: bool
    limit: int


@dataclass(frozen=True, slots=True)
class DeclaredMutation:
    """required, optional: fields that are arguments of a creation; given: fields and what of the context they get

    argument, input, fields: of an update, the argument that has new values, the name of its type, and its fields
    """

    name: str
    type: str
    action: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    argument: str
    input: str
    fields: tuple[str, ...]
    not_found: str | None
    refresh: str


@dataclass(frozen=True, slots=True)
class ContextValue:
    """What a header says of who asks: the field `value` of the document of an index whose field `by` it has.

    scheme: what stands before it in the header, None for nothing; not_found: the error without such a document
    """

    name: str
    index: str
    header: str
    scheme: str | None
    by: str
    value: str
    not_found: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A schema. paths: where it is served beside `/_graphql/declared`"""

    paths: tuple[str, ...]
    types: tuple[DeclaredType, ...]
    queries: tuple[DeclaredQuery, ...]
    mutations: tuple[DeclaredMutation, ...]
    contexts: tuple[ContextValue, ...]


def source_name(name: str) -> str:
    """Returns the name in documents of a field that does not say it: `user_id` of `userId`."""
    return _CAPITAL.sub(r"_\1", name).lower()


def shown_name(path: str) -> str:
    """Returns the name of a field of documents in the schema: `userName` of `user_name` and of `user.name`."""
    first, *others = re.split(r"[._]+", path.strip("_"))
    return spelled(first + "".join(one[:1].upper() + one[1:] for one in others))
