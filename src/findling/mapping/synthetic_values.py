"""What a field type says about its values in a synthetic source; see documents/synthetic_source.py."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from findling.base.errors import FindlingError

if TYPE_CHECKING:
    from findling.mapping.field_type import FieldType

# of the values in a synthetic source: the JSON as it was, converted values as they came, sorted, each once and sorted
SourceOrder = Literal["kept", "given", "sorted", "distinct"]
# of arrays that a synthetic source is to keep: the JSON as it was, converted values as they came, like other arrays
SourceArrays = Literal["kept", "given", "lost"]


class Ignored:
    """What `parse_value` returns for a value that is dropped and noted in `_ignored`."""


IGNORED: Final = Ignored()


class SyntheticValues:
    """The part of FieldType that makes JSON values of what a field keeps of a document."""

    def parse_value(self, value: object) -> Any:
        """See FieldType."""
        raise NotImplementedError

    def from_column(self, value: object) -> object:
        """See FieldType."""
        raise NotImplementedError

    def from_term(self, term: bytes) -> object:
        """See FieldType."""
        raise NotImplementedError

    @property
    def source_order(self) -> SourceOrder:
        """In which order a synthetic source shows the field's values; `kept`: the JSON stays as it is."""
        return "kept"

    @property
    def source_arrays(self) -> SourceArrays:
        """What a synthetic source that is to keep arrays keeps of the field's."""
        return "kept"

    @property
    def holds_whole_texts(self) -> bool:
        """Tells whether a synthetic source may show the values of this multi-field for those of a text."""
        return False

    def source_type(self, multi_fields: "Sequence[FieldType]") -> "FieldType":
        """Returns the type whose values a synthetic source shows: this one, or that of a multi-field."""
        return cast("FieldType", self)

    def source_value(self, value: Any) -> object:
        """Returns the JSON value of what parse_value gave, as a synthetic source shows it."""
        return self.from_term(value) if isinstance(value, bytes) else self.from_column(value)

    def ignored_source_value(self, value: object) -> object:
        """Returns a JSON value that the field does not take, as a synthetic source shows it."""
        return value

    def source_values(self, values: Sequence[Any]) -> list[Any]:
        """Returns the JSON values of a document, no arrays or nulls, as a synthetic source shows them.

        Those that the field does not take follow the others.
        """
        taken, left = self.taken_and_left(values)
        if self.source_order == "distinct":
            taken = sorted(set(taken))
        elif self.source_order == "sorted":
            taken.sort()
        return [*map(self.source_value, taken), *left]

    def source_array(self, values: Sequence[Any]) -> list[Any]:
        """Returns the same in the order they have, nulls among them."""
        shown: list[Any] = []
        ignored: list[Any] = []
        for value in values:
            taken, left = ([None], []) if value is None else self.taken_and_left([value])
            shown += [None if each is None else self.source_value(each) for each in taken]
            ignored += left
        return [*shown, *ignored]

    def taken_and_left(self, values: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Returns what parse_value makes of values, and the values that the field does not take."""
        taken, left = [], []
        for value in values:
            try:
                parsed = self.parse_value(value)
            except FindlingError:
                parsed = IGNORED
            if parsed is IGNORED:
                left.append(self.ignored_source_value(value))
            elif parsed is not None:
                taken.append(parsed)
        return taken, left
