"""java.lang.Object, Comparable, Enum, Boolean, System and Void."""

import time
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare, compare_integers, equal, hash_of, to_text
from findling.script.api.values.java_object import JavaEnum, JavaObject
from findling.script.api.values.throwing import thrown


def copy_array(source: Any, at: int, target: Any, to: int, length: int) -> None:
    """Copies values from one array to another. Raises ArrayIndexOutOfBoundsException."""
    for values, start, name in ((source, at, "src"), (target, to, "dst")):
        kind = "last source" if name == "src" else "last destination"
        code = values.type.element.name if values.type.element.primitive else "object array"
        if length < 0:
            raise thrown("ArrayIndexOutOfBoundsException", f"arraycopy: length {length} is negative")
        if start < 0:
            where = "source" if name == "src" else "destination"
            message = f"arraycopy: {where} index {start} out of bounds for {code}[{len(values)}]"
            raise thrown("ArrayIndexOutOfBoundsException", message)
        if start + length > len(values):
            message = f"arraycopy: {kind} index {start + length} out of bounds for {code}[{len(values)}]"
            raise thrown("ArrayIndexOutOfBoundsException", message)
    target[to : to + length] = source[at : at + length]


def _parsed_boolean(text: str | None) -> bool:
    return text is not None and text.lower() == "true"


CLASSES: Final = (
    java_class(
        "Object",
        members={"boolean equals(Object)": equal, "int hashCode()": hash_of, "String toString()": to_text},
        python=(JavaObject,),
    ),
    java_class("Comparable", members={"int compareTo(def)": compare}),
    java_class(
        "Enum",
        "Object Comparable",
        {
            "int compareTo(Enum)": compare,
            "String name()": lambda constant: constant.name,
            "int ordinal()": lambda constant: constant.ordinal,
        },
        python=(JavaEnum,),
    ),
    java_class("Void", "Object"),
    java_class(
        "Appendable",
        members={"Appendable append(CharSequence,int,int)": lambda target, *rest: target.append_part(*rest)},
    ),
    java_class(
        "Boolean",
        "Object Comparable",
        {
            "const Boolean TRUE": True,
            "const Boolean FALSE": False,
            "boolean booleanValue()": bool,
            "static int compare(boolean,boolean)": compare_integers,
            "int compareTo(Boolean)": compare,
            "static int hashCode(boolean)": hash_of,
            "static boolean logicalAnd(boolean,boolean)": lambda left, right: left and right,
            "static boolean logicalOr(boolean,boolean)": lambda left, right: left or right,
            "static boolean logicalXor(boolean,boolean)": lambda left, right: left != right,
            "static boolean parseBoolean(String)": _parsed_boolean,
            "static String toString(boolean)": to_text,
            "static Boolean valueOf(boolean)": bool,
        },
        python=(bool,),
    ),
    java_class(
        "System",
        "Object",
        {
            "static void arraycopy(Object,int,Object,int,int)": copy_array,
            "static long currentTimeMillis()": lambda: time.time_ns() // 1_000_000,
            "static long nanoTime()": time.perf_counter_ns,
        },
    ),
)
