"""What one use of scripts gives to them and wants from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from findling.script.first.methods import Methods
from findling.script.first.types import Type


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a script. `params` is there in all of them.

    name: as Elasticsearch calls it
    returns: the type of the result
    variables: by name
    classes: the methods of the types that only this context has
    """

    name: str
    returns: Type
    variables: Mapping[str, Type]
    classes: Mapping[Type, Methods] = field(default_factory=dict)
