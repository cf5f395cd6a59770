"""java.lang.StringBuilder and StringBuffer."""

from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.values import strings
from findling.script.api.values.string_builder import StringBuffer, StringBuilder
from findling.script.api.values.throwing import thrown


def _compared(builder: StringBuilder, other: Any) -> int:
    if other is None:
        raise thrown("NullPointerException", 'Cannot read field "value" because "another" is null')
    return compare(builder, other)


def _members(name: str, kind: type[StringBuilder]) -> dict[str, Any]:
    return {
        "new()": kind,
        "new(CharSequence)": lambda text: kind(str(text)),
        f"{name} append(def)": kind.append,
        f"{name} append(CharSequence,int,int)": kind.append_part,
        f"{name} appendCodePoint(int)": kind.append_code_point,
        "int capacity()": lambda builder: builder.capacity,
        "char charAt(int)": lambda builder, index: strings.char_at(str(builder), index),
        "int codePointAt(int)": lambda builder, index: strings.code_point_at(str(builder), index),
        "int codePointBefore(int)": lambda builder, index: strings.code_point_before(str(builder), index),
        "int codePointCount(int,int)": lambda builder, *at: strings.code_point_count(str(builder), *at),
        "int compareTo(def)": _compared,
        f"{name} delete(int,int)": kind.delete,
        f"{name} deleteCharAt(int)": kind.delete_char_at,
        "void getChars(int,int,char[],int)": lambda builder, *rest: strings.get_chars(str(builder), *rest),
        "int indexOf(String)": lambda builder, part: strings.index_of(str(builder), part),
        "int indexOf(String,int)": lambda builder, part, start: strings.index_of(str(builder), part, start),
        f"{name} insert(int,def)": kind.insert,
        "int lastIndexOf(String)": lambda builder, part: strings.last_index_of(str(builder), part),
        "int lastIndexOf(String,int)": lambda builder, *rest: strings.last_index_of(str(builder), *rest),
        "int length()": len,
        "int offsetByCodePoints(int,int)": lambda builder, *at: strings.offset_by_code_points(str(builder), *at),
        f"{name} replace(int,int,String)": kind.replace,
        f"{name} reverse()": kind.reverse,
        "void setCharAt(int,char)": kind.set_char_at,
        "void setLength(int)": kind.set_length,
        "CharSequence subSequence(int,int)": lambda builder, *at: strings.substring(str(builder), *at),
        "String substring(int)": lambda builder, start: strings.substring(str(builder), start),
        "String substring(int,int)": lambda builder, *at: strings.substring(str(builder), *at),
    }


def _class(name: str, kind: type[StringBuilder]) -> ClassInfo:
    return java_class(name, "Object CharSequence Appendable Comparable", _members(name, kind), python=(kind,))


CLASSES: Final = (_class("StringBuilder", StringBuilder), _class("StringBuffer", StringBuffer))
