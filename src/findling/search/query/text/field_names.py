"""Lists of fields in requests: boosts (`title^2`), patterns (`*_name`) and the index's default fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.json_values import scalar_text
from findling.search.parameters import Parameters
from findling.search.query.base import MAX_CLAUSE_COUNT

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

FieldBoost = tuple[str, float]


def read_fields(parameters: Parameters, multiplies: bool = False) -> tuple[FieldBoost, ...]:
    """Reads `fields`: one name or a list; other scalars are taken as names. Raises ParsingError.

    Of a name that is repeated the last boost counts. multiplies: as in Elasticsearch's query_string, a name without a
    boost keeps the one it has
    """
    if "fields" not in parameters:
        return ()
    value = parameters.take("fields")
    names = value if isinstance(value, list) else [value]
    for name in names:
        if name is None or isinstance(name, (dict, list)):
            raise parameters.unknown("fields", name)
    found: dict[str, float] = {}
    for name in map(scalar_text, names):
        field, boost = parse_field(name)
        found[field] = boost * found.get(name, 1.0) if multiplies else boost
    return tuple(found.items())


def parse_field(text: str) -> FieldBoost:
    """Returns name and boost of `name^boost`. Raises IllegalArgumentError."""
    name, caret, boost = text.partition("^")
    if not caret:
        return name, 1.0
    try:
        return name, float(boost)
    except ValueError as error:
        raise NumberFormatError.of(boost) from error


def expand_fields(fields: tuple[FieldBoost, ...], ctx: ShardContext) -> tuple[tuple[FieldBoost, ...], bool]:
    """Returns the fields with patterns resolved, boosts of a repeated field multiplied, and whether to be lenient.

    Patterns and default fields that stand for all fields leave out those that text cannot be looked for in.
    """
    wanted = fields or default_fields(ctx)
    found: dict[str, float] = {}
    for name, boost in wanted:
        for resolved in _resolve(name, ctx):
            found[resolved] = found.get(resolved, 1.0) * boost
    if len(found) > MAX_CLAUSE_COUNT:
        raise IllegalArgumentError(
            f"field expansion matches too many fields, limit: {MAX_CLAUSE_COUNT}, got: {len(found)}"
        )
    return _in_java_order(found), any(name == "*" for name, _ in wanted)


def _in_java_order(found: dict[str, float]) -> tuple[FieldBoost, ...]:
    return tuple(sorted(found.items(), key=_JavaOrder(len(found))))


class _JavaOrder:
    """The key by which a HashMap of Java has so many entries: which field is wrong first shows in errors."""

    def __init__(self, n_entries: int) -> None:
        self._mask = 15
        while n_entries > (self._mask + 1) * 3 // 4:
            self._mask = self._mask * 2 + 1

    def __call__(self, entry: FieldBoost) -> int:
        hashed = 0
        for unit in memoryview(entry[0].encode("utf-16-le", "surrogatepass")).cast("H"):
            hashed = (hashed * 31 + unit) & 0xFFFFFFFF
        return (hashed ^ hashed >> 16) & self._mask


def default_fields(ctx: ShardContext) -> tuple[FieldBoost, ...]:
    """Returns the fields of `index.query.default_field`, by default all."""
    value: Any = ctx.settings.get("index.query.default_field", "*")
    names = value if isinstance(value, list) else str(value).split(",")
    return tuple(parse_field(str(name).strip()) for name in names)


def fields_of_pattern(name: str, ctx: ShardContext) -> tuple[FieldBoost, ...]:
    """Returns the mapped fields that a name or pattern before a colon stands for; `*` for those of free text."""
    if "*" not in name:
        return ((name, 1.0),) if ctx.field(name) is not None else ()
    if name == "*":
        names = _resolve(name, ctx)
    else:
        names = [field.name for match in ctx.mapping.matching(name) if (field := ctx.field(match)) is not None]
    return _in_java_order(dict.fromkeys(names, 1.0))


def quoted_fields(fields: tuple[FieldBoost, ...], suffix: str, ctx: ShardContext) -> tuple[FieldBoost, ...]:
    """Returns the fields in which phrases are looked for: those with the suffix, where there are any."""
    if not suffix:
        return fields
    found: dict[str, float] = {}
    for name, boost in fields:
        quoted = name + suffix if ctx.field(name + suffix) else name
        found[quoted] = boost * found.get(quoted, 1.0)
    return _in_java_order(found)


def _resolve(name: str, ctx: ShardContext) -> list[str]:
    if "*" not in name:
        return [name]
    found = ((match, ctx.field(match)) for match in ctx.mapping.matching(name))
    return [match for match, field in found if field is not None and is_searchable_text(field)]


def is_searchable_text(field: MappedField) -> bool:
    """Whether free text can be looked for in a field that nobody named."""
    return field.type.in_all_fields and field.is_searchable and not field.is_metadata
