"""The exceptions that scripts may throw and catch."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.names import CANONICAL
from findling.script.faults import JavaError
from findling.script.types import STRING, Array, array_of

_SUPERCLASSES: Final = {
    "IllegalArgumentException": "NumberFormatException IllegalThreadStateException IllegalFormatException "
    "IllformedLocaleException",
    "IndexOutOfBoundsException": "ArrayIndexOutOfBoundsException StringIndexOutOfBoundsException",
    "NoSuchElementException": "InputMismatchException",
    "IllegalStateException": "FormatterClosedException",
    "ReflectiveOperationException": "ClassNotFoundException IllegalAccessException InstantiationException "
    "NoSuchFieldException NoSuchMethodException",
    "IllegalFormatException": "DuplicateFormatFlagsException FormatFlagsConversionMismatchException "
    "IllegalFormatCodePointException IllegalFormatConversionException IllegalFormatFlagsException "
    "IllegalFormatPrecisionException IllegalFormatWidthException MissingFormatArgumentException "
    "MissingFormatWidthException UnknownFormatConversionException UnknownFormatFlagsException",
    "DateTimeException": "DateTimeParseException UnsupportedTemporalTypeException ZoneRulesException",
    "Exception": "RuntimeException CloneNotSupportedException InterruptedException ReflectiveOperationException "
    "TooManyListenersException ParseException",
    "RuntimeException": "ArithmeticException ArrayStoreException ClassCastException EnumConstantNotPresentException "
    "IllegalArgumentException IllegalMonitorStateException IllegalStateException IndexOutOfBoundsException "
    "NegativeArraySizeException NullPointerException SecurityException TypeNotPresentException "
    "UnsupportedOperationException ConcurrentModificationException EmptyStackException MissingResourceException "
    "NoSuchElementException DateTimeException",
}
"""Simple name of an exception -> those directly below it."""
_SUPERCLASS: Final = {name: above for above, names in _SUPERCLASSES.items() for name in names.split()}
_TEXTS: Final[dict[str, Callable[..., str]]] = {
    "DuplicateFormatFlagsException": lambda flags: f"Flags = '{flags}'",
    "FormatFlagsConversionMismatchException": lambda flags, sign: f"Conversion = {chr(sign)}, Flags = {flags}",
    "IllegalFormatCodePointException": lambda code: f"Code point = 0x{code & 0xFFFFFFFF:x}",
    "IllegalFormatFlagsException": lambda flags: f"Flags = '{flags}'",
    "IllegalFormatPrecisionException": str,
    "IllegalFormatWidthException": str,
    "MissingFormatArgumentException": lambda text: f"Format specifier '{text}'",
    "UnknownFormatConversionException": lambda text: f"Conversion = '{text}'",
    "UnknownFormatFlagsException": lambda flags: f"Flags = {flags}",
    "IllformedLocaleException": lambda text, index=-1: text + (f" [at index {index}]" if index >= 0 else ""),
    "MissingResourceException": lambda text, *_: text,
    "DateTimeParseException": lambda text, *_: text,
    "ParseException": lambda text, _: text,
}
"""How the arguments of a constructor become the message, where that is not simply the argument."""
_CONSTRUCTORS: Final = {
    "DuplicateFormatFlagsException": "String", "FormatFlagsConversionMismatchException": "String,char",
    "IllegalFormatCodePointException": "int", "IllegalFormatFlagsException": "String",
    "IllegalFormatPrecisionException": "int", "IllegalFormatWidthException": "int",
    "MissingFormatArgumentException": "String", "MissingFormatWidthException": "String",
    "MissingResourceException": "String,String,String", "UnknownFormatConversionException": "String",
    "UnknownFormatFlagsException": "String", "EmptyStackException": "", "FormatterClosedException": "",
    "IllformedLocaleException": " |String|String,int", "DateTimeException": "String",
    "DateTimeParseException": "String,CharSequence,int", "UnsupportedTemporalTypeException": "String",
    "ZoneRulesException": "String", "ParseException": "String,int", "EnumConstantNotPresentException": None,
    "TypeNotPresentException": None, "IllegalFormatConversionException": None, "IllegalFormatException": None,
}  # fmt: skip
"""Parameters of constructors, parted by bars; None: there are none. All others have `()` and `(String)`."""


def _constructor(name: str) -> Callable[..., JavaError]:
    text_of = _TEXTS.get(name)

    def run(*given: Any) -> JavaError:
        message = None if not given else given[0] if text_of is None else text_of(*given)
        return JavaError(CANONICAL[name], message)

    return run


def _class(name: str) -> ClassInfo:
    parameters = _CONSTRUCTORS.get(name, " |String")
    members: dict[str, Any] = {}
    if parameters is not None:
        members = {f"new({each.strip()})": _constructor(name) for each in parameters.split("|")}
    return java_class(name, _SUPERCLASS[name], members)


_EXCEPTION: Final = java_class(
    "Exception",
    "Object",
    {
        "new()": _constructor("Exception"),
        "new(String)": _constructor("Exception"),
        "String getLocalizedMessage()": lambda error: error.message,
        "String getMessage()": lambda error: error.message,
        "StackTraceElement[] getStackTrace()": lambda error: Array(array_of(STRING)),
    },
    python=(JavaError,),
)

CLASSES: Final = (_EXCEPTION, java_class("StackTraceElement", "Object"), *map(_class, _SUPERCLASS))
