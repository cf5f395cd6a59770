"""Java's exceptions, thrown by scripts and by what they call."""

from typing import Final

NULL_POINTER: Final = "java.lang.NullPointerException"
ILLEGAL_ARGUMENT: Final = "java.lang.IllegalArgumentException"
ILLEGAL_STATE: Final = "java.lang.IllegalStateException"
CLASS_CAST: Final = "java.lang.ClassCastException"
ARITHMETIC: Final = "java.lang.ArithmeticException"
NUMBER_FORMAT: Final = "java.lang.NumberFormatException"
INDEX_OUT_OF_BOUNDS: Final = "java.lang.IndexOutOfBoundsException"
ARRAY_INDEX: Final = "java.lang.ArrayIndexOutOfBoundsException"
STRING_INDEX: Final = "java.lang.StringIndexOutOfBoundsException"
UNSUPPORTED_OPERATION: Final = "java.lang.UnsupportedOperationException"
CONCURRENT_MODIFICATION: Final = "java.util.ConcurrentModificationException"
NO_SUCH_ELEMENT: Final = "java.util.NoSuchElementException"


class JavaError(Exception):
    """A Java exception: what a script throws and catches, and the value of the variable of a catch block.

    java_class: canonical name
    message: as getMessage gives it, None if there is none
    metadata: what the error of a script shows of it beside its place
    offset: where in the script it was thrown, -1 if that is not known, None if nobody has told it yet
    """

    def __init__(self, java_class: str, message: str | None = None, cause: "JavaError | None" = None) -> None:
        super().__init__(message)
        self.java_class = java_class
        self.message = message
        self.cause = cause
        self.metadata: dict[str, str] = {}
        self.offset: int | None = None

    def place(self, offset: int) -> None:
        """Tells where it was thrown, unless that has been told further in."""
        if self.offset is None:
            self.offset = offset


def null_pointer(message: str | None = None) -> JavaError:
    """Returns a NullPointerException."""
    return JavaError(NULL_POINTER, message)


def illegal_argument(message: str) -> JavaError:
    """Returns an IllegalArgumentException."""
    return JavaError(ILLEGAL_ARGUMENT, message)
