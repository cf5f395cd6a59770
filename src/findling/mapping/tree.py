"""The mapping as a tree: objects, fields and aliases. Immutable; updates make new nodes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from findling.base.work.current import checked
from findling.mapping.field_type import FieldType

Dynamic = Literal["true", "false", "strict", "runtime"]
_EVERY: Final = 256
"""So many fields are told between two questions whether to go on."""


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field with its multi-fields.

    name: full name
    fields: multi-fields by their own short names
    copy_to: full names of the fields that get the same values
    """

    name: str
    type: FieldType
    fields: Mapping[str, FieldType] = field(default_factory=dict)
    copy_to: tuple[str, ...] = ()

    def definition(self) -> dict[str, object]:
        """Returns the JSON definition as Elasticsearch prints it."""
        result = self.type.definition()
        if self.fields:
            result["fields"] = {name: self.fields[name].definition() for name in sorted(self.fields)}
        if self.copy_to:
            result["copy_to"] = list(self.copy_to)
        return result


@dataclass(frozen=True, slots=True)
class AliasNode:
    """Another name for the field `path`."""

    name: str
    path: str

    def definition(self) -> dict[str, object]:
        """Returns the JSON definition."""
        return {"type": "alias", "path": self.path}


@dataclass(frozen=True, slots=True)
class Passthrough:
    """Makes the fields of an object known without the object's name too.

    priority: of objects that have fields of one name, the one of the greatest passes its own through
    dimension: whether its fields are dimensions of time series, None if the definition does not say
    """

    priority: int
    dimension: bool | None = None

    def definition(self) -> dict[str, object]:
        """Returns the members of the object's definition that tell of it."""
        dimension = {} if self.dimension is None else {"time_series_dimension": self.dimension}
        return {"type": "passthrough", **dimension, "priority": self.priority}


@dataclass(frozen=True, slots=True)
class ObjectNode:
    """An object, nested or not; the root's name is empty.

    children: by name within this object; with subobjects false the names may have dots
    passthrough: None for other objects; those that have it have no subobjects
    dynamic, enabled, subobjects, source_keep: None where not given, so that the parent's or the default holds
    """

    name: str
    children: Mapping[str, "Node"] = field(default_factory=dict)
    dynamic: Dynamic | None = None
    enabled: bool | None = None
    subobjects: bool | None = None
    nested: bool = False
    include_in_parent: bool | None = None
    include_in_root: bool | None = None
    source_keep: str | None = None
    passthrough: Passthrough | None = None

    @property
    def is_enabled(self) -> bool:
        return self.enabled is not False

    @property
    def has_subobjects(self) -> bool:
        return self.subobjects is not False

    def path(self, child: str) -> str:
        """Returns the full name of a child."""
        return f"{self.name}.{child}" if self.name else child

    def given_options(self) -> dict[str, Any]:
        """Returns the options that the definition gives, by name."""
        options = {
            "dynamic": self.dynamic,
            "enabled": self.enabled,
            "subobjects": self.subobjects,
            "include_in_parent": self.include_in_parent,
            "include_in_root": self.include_in_root,
            "source_keep": self.source_keep,
            "passthrough": self.passthrough,
        }
        return {name: value for name, value in options.items() if value is not None}

    def definition(self) -> dict[str, object]:
        """Returns the JSON definition, children sorted by name; the root's without its options."""
        result: dict[str, Any] = {}
        if self.nested:
            result["type"] = "nested"
            includes = {"include_in_parent": self.include_in_parent, "include_in_root": self.include_in_root}
            result.update((name, True) for name, wanted in includes.items() if wanted)
        elif self.passthrough is not None:
            result.update(self.passthrough.definition())
        elif self.name and not self.children:
            result["type"] = "object"
        if self.dynamic is not None:
            result["dynamic"] = self.dynamic
        if self.enabled is False:
            result["enabled"] = False
        if self.subobjects is not None and self.passthrough is None:
            result["subobjects"] = self.subobjects
        if self.source_keep is not None:
            result["synthetic_source_keep"] = self.source_keep
        if self.children:
            result["properties"] = {
                name: self.children[name].definition() for name in checked(sorted(self.children), _EVERY)
            }
        return result

    def walk(self) -> Iterator["Node"]:
        """Yields all nodes below this one, parents before children."""
        for child in self.children.values():
            yield child
            if isinstance(child, ObjectNode):
                yield from child.walk()


Node = ObjectNode | FieldNode | AliasNode
