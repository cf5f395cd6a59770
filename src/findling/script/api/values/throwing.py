"""Java's exceptions by their simple names."""

from findling.script.api.names import CANONICAL
from findling.script.faults import JavaError


def thrown(name: str, message: str | None = None, cause: JavaError | None = None) -> JavaError:
    """Returns the exception of a class of the API, by its simple name."""
    return JavaError(CANONICAL[name], message, cause)


def out_of_bounds(index: int, length: int) -> JavaError:
    """Returns what a list throws for an index that it has not."""
    return thrown("IndexOutOfBoundsException", f"Index {index} out of bounds for length {length}")


def check_index(index: int, length: int) -> None:
    """Raises IndexOutOfBoundsException unless 0 <= index < length."""
    if not 0 <= index < length:
        raise out_of_bounds(index, length)


def unsupported() -> JavaError:
    """Returns what collections throw that cannot be changed."""
    return thrown("UnsupportedOperationException")


def no_such_element(message: str | None = None) -> JavaError:
    """Returns what is thrown where there is no further element."""
    return thrown("NoSuchElementException", message)
