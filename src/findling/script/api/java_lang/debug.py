"""Painless's own `Debug`: shows what a value is, by an error."""

from typing import Any, Final

from findling.script.api.class_info import ClassInfo, Method
from findling.script.api.objects import class_name, to_text
from findling.script.faults import JavaError
from findling.script.types import OBJECT, class_type

_ERROR: Final = "org.elasticsearch.painless.PainlessExplainError"


def _explain(value: Any) -> Any:
    error = JavaError(_ERROR)
    if value is not None:
        error.metadata["painless_class"] = class_name(value).replace("$", ".")
    error.metadata["to_string"] = to_text(value)
    if value is not None:
        error.metadata["java_class"] = class_name(value)
    raise error


CLASSES: Final = (
    ClassInfo(
        class_type("org.elasticsearch.painless.api.Debug"),
        "Debug",
        static_methods={("explain", 1): Method((OBJECT,), OBJECT, _explain)},
    ),
)
