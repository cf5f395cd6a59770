"""What a script may use of a class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from findling.script.types import Type

Signature = tuple[str, int]
"""Name and number of parameters: Painless has no other overloads."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method or constructor.

    parameters: without the receiver
    run: called with the receiver, unless the method is static or a constructor, and the arguments, all as `types` keeps
        values of their types; gives a value of the type of the result. Raises JavaError.
    """

    parameters: tuple[Type, ...]
    returns: Type
    run: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field. read: called with the receiver, or with nothing if the field is static. None: it cannot be written."""

    type: Type
    read: Callable[..., Any]
    write: Callable[[Any, Any], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClassInfo:
    """A class or interface. What is inherited is found by `supertypes`; it need not be repeated.

    of: its type
    simple_name: by which scripts may name it; None: by its canonical name alone
    supertypes: direct ones
    constructors: by number of parameters
    functional: the abstract method that a lambda is passed for, if there is just one
    python_classes: those whose direct instances are of this class, for calls on `def`
    """

    of: Type
    simple_name: str | None = None
    supertypes: tuple[Type, ...] = ()
    constructors: Mapping[int, Method] = field(default_factory=dict)
    static_methods: Mapping[Signature, Method] = field(default_factory=dict)
    static_fields: Mapping[str, Field] = field(default_factory=dict)
    methods: Mapping[Signature, Method] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    functional: Signature | None = None
    python_classes: tuple[type[object], ...] = ()
