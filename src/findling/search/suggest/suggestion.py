"""Suggestion: one suggester's part of a search, and the registry of suggesters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from findling.analysis.token_filter import Token
from findling.base.errors import IllegalArgumentError, NamedObjectNotFoundError, UnsupportedOperationError
from findling.base.lazy import lazy_module
from findling.search.suggest.entries import by_score, merge_entries

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

DEFAULT_SIZE: Final = 5


@dataclass(frozen=True, kw_only=True)
class Suggestion(ABC):
    """What one suggester is asked.

    type_name: of the suggester; shows_documents: whether its options do, which have a place, a doc and a hit then
    size: options of each entry; shard_size: options that a shard gives, None if not said
    """

    type_name: ClassVar[str] = ""
    shows_documents: ClassVar[bool] = False

    field: str
    analyzer: str | None = None
    size: int = DEFAULT_SIZE
    shard_size: int | None = None
    text: str | None = None
    prefix: str | None = None
    regex: str | None = None

    @classmethod
    @abstractmethod
    def parse(cls, body: Mapping[str, object]) -> Self:
        """Returns the suggestion of a suggester's body."""

    @abstractmethod
    def check(self, ctx: ShardContext) -> None:
        """Raises what the mapping has against it."""

    @abstractmethod
    def entries(self, text: str, ctx: ShardContext) -> list[Any]:
        """Returns what is found on a shard that has documents."""

    @abstractmethod
    def empty_entries(self, text: str, ctx: ShardContext) -> list[Any]:
        """Returns what is found on a shard without documents."""

    def reduce(self, of_shards: Sequence[list[Any]]) -> list[Any]:
        """Returns the entries of all shards as one list."""
        return merge_entries(of_shards, self.order)

    def order(self, option: Any) -> Any:
        """Returns what the options of several shards are sorted by."""
        return by_score(option)

    @property
    def options_per_shard(self) -> int:
        """How many options a shard gives. Raises IllegalArgumentError."""
        if self.shard_size is None:
            return max(self.size, DEFAULT_SIZE)
        if self.shard_size <= 0:
            raise IllegalArgumentError(f"ShardSize must be positive but was: {self.shard_size}")
        return self.shard_size

    @property
    def own_text(self) -> str | None:
        """The text, or what stands in for it."""
        if self.text is not None:
            return self.text
        return self.regex if self.prefix is None else self.prefix

    def check_common(self, ctx: ShardContext) -> None:
        """Raises IllegalArgumentError for a field or an analyzer that there is not, UnsupportedOperationError."""
        field = self.mapped_field(ctx)
        if self.analyzer is None:
            if field.type.is_point or field.type.shapes_on or field.type.is_vector:
                raise UnsupportedOperationError(f"Field [{self.field}] of type [{field.type_name}] has no analyzer")
        elif not ctx.analysis.has_analyzer(self.analyzer):
            raise IllegalArgumentError(f"analyzer [{self.analyzer}] doesn't exists")
        assert self.options_per_shard

    def mapped_field(self, ctx: ShardContext) -> MappedField:
        """Returns the field. Raises IllegalArgumentError if it is not mapped."""
        field = ctx.field(self.field)
        if field is None:
            raise IllegalArgumentError(f"no mapping found for field [{self.field}]")
        return field

    def tokens(self, text: str, ctx: ShardContext) -> list[Token]:
        """Returns the tokens of a text, as the analyzer, or else the field, takes it apart."""
        field = self.mapped_field(ctx)
        name = self.analyzer
        if name is None:
            whole = field.type.suggest_form(text)
            if whole is not None:
                return [Token(whole, 0, 0, len(text.encode("utf-16-le", "surrogatepass")) // 2)]
            name = field.search_analyzer
        assert name is not None
        tokens: list[Token] = ctx.analysis.analyzer(name).terms(text)
        return tokens


_types: Any = lazy_module("findling.search.suggest.types")
_REGISTRY: Final[dict[str, type[Suggestion]]] = {}
SuggestionType = TypeVar("SuggestionType", bound=type[Suggestion])


def register(cls: SuggestionType) -> SuggestionType:
    """Makes a suggester available by its type name."""
    _REGISTRY[cls.type_name] = cls
    return cls


def suggestion_class(type_name: str) -> type[Suggestion]:
    """Returns the class of a suggester. Raises NamedObjectNotFoundError."""
    assert _types.MODULES
    found = _REGISTRY.get(type_name)
    if found is None:
        raise NamedObjectNotFoundError(f"unknown field [{type_name}]")
    return found


def suggester_names() -> list[str]:
    """Returns the names of all suggesters, sorted."""
    assert _types.MODULES
    return sorted(_REGISTRY)
