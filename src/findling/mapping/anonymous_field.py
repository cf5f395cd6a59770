"""The field that stands for an unmapped one of which a request says what type it would have."""

from typing import Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.definition import OBJECTS
from findling.mapping.field_type import TypeContext, registered_types, type_class
from findling.mapping.mapped_field import MappedField

_NAME: Final = "__anonymous_"


def anonymous_field(type_name: str, context: TypeContext) -> MappedField:
    """Returns a field of a type, with the defaults of its parameters.

    Raises IllegalArgumentError if there is no such type, MapperParsingError if it cannot do without parameters.
    """
    if type_name in OBJECTS:
        raise IllegalArgumentError(f"Mapper for type [{type_name}] must be a leaf field")
    if type_name == "alias":
        raise MapperParsingError(f"The [path] property must be specified for field [{_NAME}].")
    if type_name not in registered_types():
        raise IllegalArgumentError(f"No mapper found for type [{type_name}]")
    return MappedField(_NAME, type_class(type_name, _NAME)(_NAME, {}, context), _NAME)
