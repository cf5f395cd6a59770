"""Errors of bodies, documents and mappings that cannot be read."""

from typing import Any

from findling.base.errors.core import FindlingError, IllegalArgumentError


class ParseError(FindlingError):
    """Text inside a request that cannot be read, such as date maths or a geo point."""

    type = "parse_exception"
    status = 400


class ParsingError(FindlingError):
    """A request body that is well-formed JSON but not a valid query, aggregation or search."""

    type = "parsing_exception"
    status = 400


class XContentParseError(FindlingError):
    """A request body that is not well-formed, or has an unknown or mistyped field.

    Where that is stands at the beginning of the reason, `[line:column]`, and nowhere else.

    has_place: whether it does; objects whose members do not go together stand nowhere
    text: the JSON in which it is, where that is a part of the body; None: the body
    """

    type = "x_content_parse_exception"
    status = 400
    has_place = True
    text: bytes | None = None

    def __init__(self, reason: str, line: int = 1, col: int = 1, **metadata: Any) -> None:
        super().__init__(reason, **metadata)


class NamedObjectNotFoundError(XContentParseError):
    """The name of a query or an aggregation that there is not; cause of the error that says which is meant."""

    type = "named_object_not_found_exception"


class XContentEndError(XContentParseError):
    """A request body that ends before its last object or array does."""

    type = "x_content_e_o_f_exception"


class JsonParseError(FindlingError):
    """A JSON token that is not what is read; cause of the error that says where."""

    type = "json_parse_exception"
    status = 400


class JsonEndError(JsonParseError):
    """A JSON text that ends too early; cause of the error that says where."""

    type = "json_e_o_f_exception"


class InputCoercionError(FindlingError):
    """A JSON number that does not fit where it is read; cause of the error that says where."""

    type = "input_coercion_exception"
    status = 400


class MaxBytesLengthExceededError(FindlingError):
    """Bytes that are more than an index takes; cause of the error that says which."""

    type = "max_bytes_length_exceeded_exception"
    status = 400


class ImmenseTermError(IllegalArgumentError):
    """A term of an analysed text that is longer than an index takes: found once the whole document is parsed."""

    is_of_document = True


class DocumentParsingError(FindlingError):
    """A document that its mapping cannot take; the reason names field, type, document and value."""

    type = "document_parsing_exception"
    status = 400


class StrictDynamicMappingError(DocumentParsingError):
    """A document with a field that `dynamic: strict` does not allow."""

    type = "strict_dynamic_mapping_exception"


class MapperError(FindlingError):
    """A parameter of a mapping that cannot have its value where it stands."""

    type = "mapper_exception"
    status = 400


class MapperParsingError(FindlingError):
    """A mapping definition that is not valid."""

    type = "mapper_parsing_exception"
    status = 400
