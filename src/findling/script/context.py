"""What one use of scripts gives to them and wants from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from findling.script.api.class_info import ClassInfo, Signature
from findling.script.types import Type


@dataclass(frozen=True, slots=True)
class Function:
    """A function that scripts may call by its name alone, as `emit` or `saturation`.

    receiver: the variable of the context whose value is passed before the arguments, if any
    """

    parameters: tuple[Type, ...]
    returns: Type
    run: Callable[..., Any]
    receiver: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a script.

    name: as Elasticsearch calls it
    returns: the type of the result
    variables: by name, `params` among them; names that are no identifiers are out of reach of scripts
    classes: that only this context has
    functions: by name and number of parameters
    """

    name: str
    returns: Type
    variables: Mapping[str, Type]
    classes: tuple[ClassInfo, ...] = ()
    functions: Mapping[Signature, Function] = field(default_factory=dict)
