"""NumberFormat, DecimalFormat and what goes with them."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.values.decimal_format import MANY, DecimalFormat, instance
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale


class ParsePosition(JavaObject):
    """Where a text is read, and where that failed."""

    java_class: ClassVar[str] = "java.text.ParsePosition"

    def __init__(self, index: int) -> None:
        self.index, self.error_index = index, -1

    def __str__(self) -> str:
        return f"java.text.ParsePosition[index={self.index},errorIndex={self.error_index}]"


class Symbols(JavaObject):
    """The signs of a locale's numbers."""

    java_class: ClassVar[str] = "java.text.DecimalFormatSymbols"

    def __init__(self, locale: Locale = Locale.ENGLISH) -> None:
        self.locale = locale
        point, comma = locale.number_signs()
        self.signs: dict[str, str] = {
            "DecimalSeparator": point, "GroupingSeparator": comma, "MinusSign": "-", "Percent": "%", "PerMill": "‰",
            "ZeroDigit": "0", "Digit": "#", "PatternSeparator": ";", "MonetaryDecimalSeparator": point,
        }  # fmt: skip
        self.texts: dict[str, str] = {
            "Infinity": "∞", "NaN": "NaN", "ExponentSeparator": "E", "CurrencySymbol": "¤",
            "InternationalCurrencySymbol": "XXX",
        }  # fmt: skip

    def copy(self) -> "Symbols":
        """Returns one that is alike."""
        other = Symbols(self.locale)
        other.signs, other.texts = dict(self.signs), dict(self.texts)
        return other


def _with_symbols(pattern: str, symbols: Symbols) -> DecimalFormat:
    made = DecimalFormat(pattern, symbols.locale)
    _set_symbols(made, symbols)
    return made


def _set_symbols(made: DecimalFormat, symbols: Symbols) -> None:
    made.point, made.comma = symbols.signs["DecimalSeparator"], symbols.signs["GroupingSeparator"]


def _symbols(made: DecimalFormat) -> Symbols:
    found = Symbols(made.locale)
    found.signs["DecimalSeparator"], found.signs["GroupingSeparator"] = made.point, made.comma
    return found


def _read(made: DecimalFormat, text: str, position: ParsePosition) -> Any:
    value, at = made.read(text, position.index)
    if value is None:
        position.error_index = at
    else:
        position.index = at
    return value


def _getter(name: str) -> Callable[[Any], Any]:
    return lambda made: vars(made)[name]


def _setter(name: str) -> Callable[[Any, Any], None]:
    def run(made: Any, value: Any) -> None:
        vars(made)[name] = value

    return run


def _set_digits(least: str, most: str, is_least: bool) -> Callable[[DecimalFormat, int], None]:
    """Returns what sets the least or the most of digits; the other gives way."""

    def run(made: DecimalFormat, value: int) -> None:
        state = vars(made)
        value = max(value, 0) if not is_least else min(max(value, 0), 340)
        state[least if is_least else most] = value
        if state[least] > state[most]:
            state[most if is_least else least] = value

    return run


def _property(kind: str, name: str, attribute: str) -> dict[str, Any]:
    return {f"{kind} get{name}()": _getter(attribute), f"void set{name}({kind})": _setter(attribute)}


_NUMBER: Final[dict[str, Any]] = {
    "const int FRACTION_FIELD": 1,
    "const int INTEGER_FIELD": 0,
    "boolean isGroupingUsed()": _getter("grouping"),
    "boolean isParseIntegerOnly()": _getter("integers_only"),
    "Number parse(String)": DecimalFormat.parse,
    "Number parse(String,ParsePosition)": _read,
    "void setGroupingUsed(boolean)": _setter("grouping"),
    "void setParseIntegerOnly(boolean)": _setter("integers_only"),
    "RoundingMode getRoundingMode()": _getter("mode"),
    "void setRoundingMode(RoundingMode)": _setter("mode"),
    "int getMaximumIntegerDigits()": lambda made: made.most_whole if made.exponent else min(made.most_whole, MANY),
}
_INSTANCES: Final = {
    "": "number", "Number": "number", "Integer": "integer", "Percent": "percent", "Currency": "currency",
}  # fmt: skip
for _name, _kind in _INSTANCES.items():
    _NUMBER[f"static NumberFormat get{_name}Instance()"] = lambda kind=_kind: instance(kind)
    _NUMBER[f"static NumberFormat get{_name}Instance(Locale)"] = lambda locale, kind=_kind: instance(kind, locale)
for _part, _stem in (("Fraction", "fraction"), ("Integer", "whole")):
    for _end, _is_least in (("Minimum", True), ("Maximum", False)):
        _NUMBER[f"int get{_end}{_part}Digits()"] = _getter(f"{'least' if _is_least else 'most'}_{_stem}")
        _NUMBER[f"void set{_end}{_part}Digits(int)"] = _set_digits(f"least_{_stem}", f"most_{_stem}", _is_least)

_DECIMAL: Final[dict[str, Any]] = {
    "new()": DecimalFormat,
    "new(String)": DecimalFormat,
    "new(String,DecimalFormatSymbols)": _with_symbols,
    "void applyLocalizedPattern(String)": DecimalFormat.apply,
    "void applyPattern(String)": DecimalFormat.apply,
    "DecimalFormatSymbols getDecimalFormatSymbols()": _symbols,
    "boolean isDecimalSeparatorAlwaysShown()": _getter("point_always"),
    "boolean isParseBigDecimal()": _getter("big"),
    "void setDecimalFormatSymbols(DecimalFormatSymbols)": _set_symbols,
    "void setDecimalSeparatorAlwaysShown(boolean)": _setter("point_always"),
    "void setParseBigDecimal(boolean)": _setter("big"),
    "String toLocalizedPattern()": DecimalFormat.pattern,
    "String toPattern()": DecimalFormat.pattern,
    **_property("int", "GroupingSize", "group"),
    **_property("int", "Multiplier", "multiplier"),
    **_property("String", "NegativePrefix", "negative_prefix"),
    **_property("String", "NegativeSuffix", "negative_suffix"),
    **_property("String", "PositivePrefix", "prefix"),
    **_property("String", "PositiveSuffix", "suffix"),
}


def _sign(name: str) -> dict[str, Any]:
    def write(symbols: Symbols, unit: int) -> None:
        symbols.signs[name] = chr(unit)

    return {f"char get{name}()": lambda symbols: ord(symbols.signs[name]), f"void set{name}(char)": write}


def _text(name: str) -> dict[str, Any]:
    def write(symbols: Symbols, text: str) -> None:
        symbols.texts[name] = text

    return {f"String get{name}()": lambda symbols: symbols.texts[name], f"void set{name}(String)": write}


_SYMBOLS: Final[dict[str, Any]] = {
    "new()": Symbols,
    "new(Locale)": Symbols,
    "def clone()": Symbols.copy,
    "static DecimalFormatSymbols getInstance()": Symbols,
    "static DecimalFormatSymbols getInstance(Locale)": Symbols,
}
for _name in Symbols().signs:
    _SYMBOLS.update(_sign(_name))
for _name in Symbols().texts:
    _SYMBOLS.update(_text(_name))

CLASSES: Final = (
    java_class(
        "Format",
        "Object",
        {
            "def clone()": lambda made: made.copy(),
            "String format(Object)": lambda made, value: made.format(value),
            "Object parseObject(String)": lambda made, text: made.parse(text),
        },
    ),
    java_class("NumberFormat", "Format", _NUMBER),
    java_class("DecimalFormat", "NumberFormat", _DECIMAL, python=(DecimalFormat,)),
    java_class("DecimalFormatSymbols", "Object", _SYMBOLS, python=(Symbols,)),
    java_class(
        "ParsePosition",
        "Object",
        {
            "new(int)": ParsePosition,
            "int getErrorIndex()": _getter("error_index"),
            "int getIndex()": _getter("index"),
            "void setErrorIndex(int)": _setter("error_index"),
            "void setIndex(int)": _setter("index"),
        },
        python=(ParsePosition,),
    ),
)
