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


def read_fields(parameters: Parameters) -> tuple[FieldBoost, ...]:
    """Reads `fields`: one name or a list; other scalars are taken as names. Raises ParsingError.

    Of a name that is repeated the last boost counts.
    """
    if "fields" not in parameters:
        return ()
    value = parameters.take("fields")
    names = value if isinstance(value, list) else [value]
    for name in names:
        if name is None or isinstance(name, (dict, list)):
            raise parameters.unknown("fields", name)
    return tuple(dict(parse_field(scalar_text(name)) for name in names).items())


def parse_field(text: str) -> FieldBoost:
    """Returns name and boost of `name^boost`. Raises IllegalArgumentError."""
    name, caret, boost = text.partition("^")
    if not caret:
        return name, 1.0
    try:
        return name, float(boost)
    except ValueError as error:
        raise NumberFormatError(f'For input string: "{boost}"') from error


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
    return tuple(found.items()), any(name == "*" for name, _ in wanted)


def default_fields(ctx: ShardContext) -> tuple[FieldBoost, ...]:
    """Returns the fields of `index.query.default_field`, by default all."""
    value: Any = ctx.settings.get("index.query.default_field", "*")
    names = value if isinstance(value, list) else str(value).split(",")
    return tuple(parse_field(str(name).strip()) for name in names)


def quoted_fields(fields: tuple[FieldBoost, ...], suffix: str, ctx: ShardContext) -> tuple[FieldBoost, ...]:
    """Returns the fields in which phrases are looked for: those with the suffix, where there are any."""
    if not suffix:
        return fields
    return tuple((name + suffix if ctx.field(name + suffix) else name, boost) for name, boost in fields)


def _resolve(name: str, ctx: ShardContext) -> list[str]:
    if "*" not in name:
        return [name]
    found = ((match, ctx.field(match)) for match in ctx.mapping.matching(name))
    return [match for match, field in found if field is not None and is_searchable_text(field)]


def is_searchable_text(field: MappedField) -> bool:
    """Whether free text can be looked for in a field that nobody named."""
    return field.type.in_all_fields and field.is_searchable and not field.is_metadata
