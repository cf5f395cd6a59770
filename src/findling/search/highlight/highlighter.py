"""Highlighter: what marks a field of the hits of a shard; and the registry through which its types are found."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.highlight.found.hit_documents import HitDocuments
from findling.search.highlight.options import HighlightOptions
from findling.search.highlight.text.field_text import FieldText
from findling.search.highlight.text.field_texts import FieldTexts, HitSource
from findling.search.highlight.text.indexed_text import IndexedText
from findling.search.query.positions.marks import Marks

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_SEPARATOR: Final = "\0"
_WITH_OFFSETS: Final = ("with_positions_offsets", "with_positions_offsets_payloads")
_MOST_ANALYZED: Final = "index.highlight.max_analyzed_offset"


class ShownHits:
    """Some hits of a segment, whose texts are marked. sources: what is stored of each"""

    def __init__(self, ctx: ShardContext, documents: HitDocuments, sources: Sequence[HitSource]) -> None:
        self.ctx = ctx
        self.documents = documents
        self._sources = sources
        self._texts: dict[tuple[str, str], FieldTexts] = {}

    def texts(self, field: MappedField, values_of: MappedField | None = None) -> FieldTexts:
        """Returns the texts of a field, or those of another one as the field analyses them."""
        source = field if values_of is None else values_of
        key = field.name, source.name
        found = self._texts.get(key)
        if found is None:
            found = self._texts[key] = FieldTexts(field, source, self.ctx, self._sources, _SEPARATOR)
        return found

    def indexed_text(self, field: MappedField, values_of: MappedField, place: int) -> FieldText:
        """Returns the text of a hit that has values, with the tokens that the index has, if it has their offsets."""
        texts = self.texts(field, values_of)
        places = self.documents.indexed_places(field.name)
        # what is copied into a field may stand in another order in the index than it is shown in
        if places is None or texts.are_copied:
            return texts.text(place)
        return IndexedText(
            field.name, texts.content(place), lambda term: places.of(term, place), lambda: texts.text(place)
        )


class NoTagError(FindlingError):
    """A list of tags that has none, which Elasticsearch notices when it needs one."""

    type = "array_index_out_of_bounds_exception"
    status = 500


class NoRoomError(IllegalArgumentError):
    """A queue for less than no fragments, of which Elasticsearch says nothing."""

    @property
    def shown_reason(self) -> str | None:
        return None


def first_tag(tags: Sequence[str]) -> str:
    """Returns the tag of highlighters that have but one. Raises NoTagError."""
    if not tags:
        raise NoTagError("Index 0 out of bounds for length 0")
    return tags[0]


class Highlighter(ABC):
    """One field with its options. marks: of the query"""

    # the options that are those of the first of several names of a field
    shared: ClassVar[Sequence[str]] = ()

    def __init__(self, field: MappedField, options: HighlightOptions, marks: Marks, ctx: ShardContext) -> None:
        self.field = field
        self.options = options
        self.marks = marks
        self.ctx = ctx

    @classmethod
    def can_mark(cls, field: MappedField) -> bool:
        """Whether a field is marked that is named by a pattern alone."""
        return True

    @abstractmethod
    def check(self) -> None:
        """Raises IllegalArgumentError or NoTagError for options with which the field cannot be marked at all."""

    @abstractmethod
    def fragments(self, hits: ShownHits, place: int) -> list[str]:
        """Returns the fragments of a hit. Raises IllegalArgumentError."""

    @property
    def matched_fields(self) -> list[MappedField]:
        """The field, and those whose terms are marked in it as well."""
        names = [name for name in sorted(self.options.matched_fields) if name != self.field.name]
        return [self.field, *(field for name in names if (field := self.ctx.field(name)) is not None)]

    @property
    def most_analyzed(self) -> int:
        """How long a text may be that is analysed, in UTF-16 units."""
        return self.ctx.setting(_MOST_ANALYZED, 1_000_000)

    @property
    def asked_limit(self) -> int | None:
        """Up to where texts are looked at because the request says so; None: all of them."""
        asked = self.options.max_analyzed_offset
        return self.most_analyzed if asked == -1 else asked

    def limit(self, n: int, field: str, doc: int) -> int | None:
        """Returns up to where a text of `n` units is analysed, None: all of it. Raises IllegalArgumentError."""
        asked, most = self.asked_limit, self.most_analyzed
        if n > most and (asked is None or asked > most):
            raise IllegalArgumentError(
                f"The length [{n}] of field [{field}] in doc[{doc}]/index[{self.ctx.index}] exceeds the "
                f"[{_MOST_ANALYZED}] limit [{most}]. To avoid this error, set the query parameter [max_analyzed_offset]"
                f" to a value less than index setting [{most}] and this will tolerate long field values by truncating "
                "them."
            )
        return asked


def has_vectors(field: MappedField) -> bool:
    """Whether the term vectors of a field have offsets."""
    return field.type.get("term_vector") in _WITH_OFFSETS


_TYPES: Final[dict[str, type[Highlighter]]] = {}
_H = TypeVar("_H", bound=type[Highlighter])


def register(name: str) -> Callable[[_H], _H]:
    """Registers a highlighter under its name."""

    def decorate(kind: _H) -> _H:
        _TYPES[name] = kind
        return kind

    return decorate


def highlighter_type(options: HighlightOptions, field: str) -> type[Highlighter]:
    """Returns the highlighter that a field asks for. Raises IllegalArgumentError."""
    found = _TYPES.get(options.type)
    if found is None:
        raise IllegalArgumentError(f"unknown highlighter type [{options.type}] for the field [{field}]")
    return found


def highlighter_types() -> Mapping[str, type[Highlighter]]:
    """Returns all highlighters by name."""
    return _TYPES
