"""The base of all errors, and those of arguments and requests as wholes."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Self

CLOSING: Final = -1


class FindlingError(Exception):
    """Base of all errors a client may see.

    reason: the message, in Elasticsearch's wording where it has one
    metadata: further JSON members of the error object, such as index, shard, line, col
    place: names in the request, each below the one before, where they tell better than the reason what is meant; a
        number is a place in the list that the name before it is of, CLOSING the bracket that closes it
    within: names in the request below which all that is
    is_of_request: whether it is the request's own wherever it comes up, not one of the shards that noticed it
    is_of_document: whether a value's fault is told as one of the document, not as the cause of a parsing error
    """

    type: ClassVar[str] = "exception"
    status: ClassVar[int] = 500
    place: tuple[str | int, ...] = ()
    within: tuple[str | int, ...] = ()
    is_of_request: bool = False
    is_of_document: ClassVar[bool] = False

    def __init__(self, reason: str, **metadata: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.metadata = metadata

    def at(self, *place: str | int) -> Self:
        """Says where in the request it is, and returns the error itself."""
        self.place = place
        return self

    def put_within(self, *names: str | int) -> None:
        """Says that this error and its causes are below some names in the request; called from the inside outwards."""
        error: BaseException | None = self
        while isinstance(error, FindlingError):
            error.within = (*names, *error.within)
            error = error.__cause__

    @property
    def shown_reason(self) -> str | None:
        """The reason as answers show it."""
        return self.reason


class IllegalArgumentError(FindlingError):
    """An argument whose value cannot be accepted."""

    type = "illegal_argument_exception"
    status = 400


class NumberFormatError(IllegalArgumentError):
    """Text that is not a number."""

    type = "number_format_exception"

    @classmethod
    def of(cls, text: object) -> "NumberFormatError":
        """Returns what Java says of a text that is no number; other values are taken for their text."""
        return cls(f'For input string: "{text}"')


class UnparsableNumberError(IllegalArgumentError):
    """Text that is not a number as a pattern writes them."""

    type = "runtime_exception"


class DateTimeParseError(IllegalArgumentError):
    """Text that is not a date of the expected format."""

    type = "date_time_parse_exception"


class UncollectableError(IllegalArgumentError):
    """What an aggregation refuses only when it begins to collect, once the fields of the whole tree are known."""


class UnsupportedFieldError(IllegalArgumentError):
    """A field of a type that an aggregation does not go with."""


class DateTimeError(FindlingError):
    """Fields of a date that make none."""

    type = "date_time_exception"
    status = 400


class InvocationTargetError(FindlingError):
    """What Java puts around the error of a constructor that it calls by reflection; without words of its own."""

    type = "invocation_target_exception"
    status = 400

    def __init__(self) -> None:
        super().__init__("")

    @property
    def shown_reason(self) -> str | None:
        """There is none."""
        return None


class ZoneRulesError(IllegalArgumentError):
    """The name of no time zone."""

    type = "zone_rules_exception"


class IllegalStateError(FindlingError):
    """A request that the present state of things does not allow."""

    type = "illegal_state_exception"
    status = 400


class BrokenStateError(IllegalStateError):
    """A state of things that cannot be, which Elasticsearch calls a fault of its own."""

    status = 500


class UnsupportedOperationError(FindlingError):
    """Something that is not done here."""

    type = "unsupported_operation_exception"
    status = 400


class ValidationError(FindlingError):
    """A request that would break a limit."""

    type = "validation_exception"
    status = 400

    @classmethod
    def of(cls, *faults: str) -> Self:
        """Returns the error that lists all that is wrong with a request."""
        return cls(_numbered(faults))


class ActionRequestValidationError(FindlingError):
    """A request that misses something it needs."""

    type = "action_request_validation_exception"
    status = 400

    @classmethod
    def of(cls, *faults: str) -> Self:
        """Returns the error that lists all that is wrong with a request."""
        return cls(_numbered(faults))


def _numbered(faults: Sequence[str]) -> str:
    return "Validation Failed: " + "".join(f"{number}: {fault};" for number, fault in enumerate(faults, 1))


class SettingsError(FindlingError):
    """A setting that cannot be read or stored."""

    type = "settings_exception"
    status = 400


class NotSupportedError(FindlingError):
    """Something of Elasticsearch that is not built yet."""

    type = "status_exception"
    status = 501

    @classmethod
    def of(cls, what: str) -> Self:
        """Returns the error that names an API, a setting or a parameter."""
        return cls(f"[{what}] is not supported by Findling yet")


class ArrayIndexOutOfBoundsError(FindlingError):
    """A numeric argument outside the range of what it counts."""

    type = "array_index_out_of_bounds_exception"
    status = 400


class IndexOutOfBoundsError(FindlingError):
    """A place in a list that it does not have."""

    type = "index_out_of_bounds_exception"
    status = 400


def not_supported(what: str) -> IllegalArgumentError:
    """Returns the error of a request that wants, among other things, something that is not built yet."""
    return IllegalArgumentError(f"[{what}] is not supported by Findling yet")
