"""Values of fields in hits from `_source` (`fields`), and of what no field stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.base.wildcards import matches
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.source_value import check_format, values_of

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

# what hits have beside their fields, and may show among them
_SHOWN_METADATA = ("_id", "_index", "_routing", "_ignored")


@dataclass(frozen=True, slots=True)
class SourceFields:
    """What `fields` shows of one document.

    values: by field; those of nested objects under the path of these, one dict for each object
    ignored: values in `_source` that the field did not take
    """

    values: dict[str, list[Any]]
    ignored: dict[str, list[Any]]


class SourceFetcher:
    """Shows the fields of a request in the documents of a shard.

    computed: those among them that are not in `_source`
    Raises IllegalArgumentError for what cannot be shown of any document.
    """

    def __init__(self, formats: Sequence[FieldFormat], ctx: ShardContext) -> None:
        self._ctx = ctx
        self._wanted: dict[str, FieldFormat] = {}
        self.computed: dict[str, FieldFormat] = {}
        self._metadata: list[str] = []
        for entry in formats:
            for name in ctx.mapping.matching(entry.field):
                self._want(name, entry)
        self._unmapped = [entry.field for entry in formats if entry.include_unmapped]

    def _want(self, name: str, entry: FieldFormat) -> None:
        field = self._ctx.field(name)
        assert field is not None
        if field.type.lookup is not None:
            return  # `lookups` shows these, once it is known which hits are shown
        if not field.is_metadata:
            check_format(field, entry)
            chosen = self.computed if name in self._ctx.mapping.computed else self._wanted
            chosen[name] = entry
        elif field.type.is_shown_from_doc_values:
            self.computed[name] = entry
        elif name in _SHOWN_METADATA:
            self._metadata.append(name)
        else:
            reason = f"Cannot fetch values for internal field [{name}]."
            raise IllegalArgumentError(f"error fetching [{name}]: {reason}") from IllegalArgumentError(reason)

    def fields(self, source: Mapping[str, object]) -> SourceFields:
        """Returns the values of the asked for fields of one document, from its decoded source."""
        result = SourceFields({}, {})
        self._add(result, self._wanted, source, None)
        return result

    def metadata(self, hit: Mapping[str, object]) -> dict[str, list[Any]]:
        """Returns the asked for metadata fields of a hit, which has them as members."""
        found = {name: hit[name] for name in self._metadata if name in hit}
        return {name: value if isinstance(value, list) else [value] for name, value in found.items()}

    def nested(self, source: Mapping[str, object], path: str) -> dict[str, list[Any]]:
        """Returns the values of the asked for fields of one nested object of `path`, by full names."""
        wanted = {name: entry for name, entry in self._wanted.items() if name.startswith(f"{path}.")}
        return {f"{path}.{name}": values for name, values in self._nested_values(wanted, source, path).items()}

    def grouped(self, source: Mapping[str, object], path: str) -> dict[str, list[Any]]:
        """Returns the same under the path, level by level, as hits of the whole document show them."""
        wanted = {name: entry for name, entry in self._wanted.items() if name.startswith(f"{path}.")}
        values: dict[str, list[Any]] = self._nested_values(wanted, source, path)
        while values:
            outer = self._ctx.mapping.nested_scope(path)
            values = {path if outer is None else path.removeprefix(f"{outer}."): [values]}
            if outer is None:
                break
            path = outer
        return values

    def _nested_values(self, wanted: Mapping[str, FieldFormat], source: object, path: str) -> dict[str, list[Any]]:
        result = SourceFields({}, {})
        self._add(result, wanted, source, path)
        return result.values

    def _add(self, result: SourceFields, wanted: Mapping[str, FieldFormat], source: object, scope: str | None) -> None:
        """Adds what stands in one object; scope: the nested path it is of, None for the document itself."""
        root = "" if scope is None else f"{scope}."
        deeper: dict[str, dict[str, FieldFormat]] = {}
        for name, entry in wanted.items():
            inner = self._next_scope(name, scope)
            if inner is not None:
                deeper.setdefault(inner, {})[name] = entry
                continue
            field = self._ctx.field(name)
            assert field is not None
            self._add_field(result, name.removeprefix(root), field, entry, source, root)
        if self._unmapped:
            for path in self._ctx.mapping.nested_paths:
                if path.startswith(root) and self._ctx.mapping.nested_scope(path) == scope:
                    deeper.setdefault(path, {})
            for name, values in self._unmapped_values(source, root):
                result.values.setdefault(name.removeprefix(root), []).extend(values)
        self._add_nested(result, deeper, source, root)

    def _add_field(
        self, result: SourceFields, name: str, field: MappedField, entry: FieldFormat, source: object, root: str
    ) -> None:
        values, ignored = values_of(field, entry, source, root)
        if values:
            result.values[name] = values
        if ignored:
            result.ignored[name] = ignored

    def _add_nested(
        self, result: SourceFields, deeper: Mapping[str, Mapping[str, FieldFormat]], source: object, root: str
    ) -> None:
        for path, below in deeper.items():
            name = path.removeprefix(root)
            objects = [self._nested_values(below, value, path) for value in objects_at(source, name)]
            if any(objects):
                result.values[name] = [shown for shown in objects if shown]

    def _next_scope(self, name: str, scope: str | None) -> str | None:
        """Returns the outermost nested path below `scope` that a field is in, None if it is in `scope` itself."""
        mapping = self._ctx.mapping
        found = None
        path = mapping.nested_scope(name)
        while path is not None and path != scope:
            found, path = path, mapping.nested_scope(path)
        return found

    def _unmapped_values(self, source: object, prefix: str) -> Iterator[tuple[str, list[Any]]]:
        """Yields the full paths, and the values at them, that are in an object without being mapped."""
        if not isinstance(source, Mapping):
            return
        for key, value in source.items():
            path = f"{prefix}{key}"
            if self._ctx.field(path) is None and not self._ctx.mapping.is_nested(path):
                yield from self._values_below(value, path)

    def _values_below(self, value: object, path: str) -> Iterator[tuple[str, list[Any]]]:
        """Yields what is unmapped in a value; values of arrays in arrays come before those beside them."""
        if isinstance(value, Mapping):
            yield from self._unmapped_values(value, f"{path}.")
            return
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if isinstance(entry, (Mapping, list)):
                yield from self._values_below(entry, path)
        own = [entry for entry in entries if entry is not None and not isinstance(entry, (Mapping, list))]
        if own and any(matches(pattern, path) for pattern in self._unmapped):
            yield path, own


def stored_fields(names: Sequence[str], ctx: ShardContext) -> tuple[FieldFormat, ...]:
    """Returns the fields among `names` (or patterns) that are mapped with `store`; they are read from `_source`."""
    found = [name for pattern in names for name in ctx.mapping.matching(pattern)]
    return tuple(FieldFormat(name, stored=True) for name in found if _is_stored(ctx.field(name)))


def _is_stored(field: MappedField | None) -> bool:
    return field is not None and not field.is_metadata and bool(field.type.get("store"))


def objects_at(value: object, path: str) -> list[object]:
    """Returns the values, arrays taken apart, that stand at a path, whose parts are nested or joined by dots."""
    if isinstance(value, list):
        return [found for entry in value for found in objects_at(entry, path)]
    if not path:
        return [] if value is None else [value]
    if not isinstance(value, Mapping):
        return []
    parts = path.split(".")
    heads = [(".".join(parts[:n]), ".".join(parts[n:])) for n in range(1, len(parts) + 1)]
    return [found for head, rest in heads if head in value for found in objects_at(value[head], rest)]
