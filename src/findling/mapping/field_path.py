"""Names of fields with dots in them: the ways into objects that they stand for, and which names are none."""

from findling.base.errors import DocumentParsingError, FindlingError, IllegalArgumentError


def without_end_dots(name: str) -> str:
    """Returns a name as Elasticsearch takes it apart: dots at its end say nothing, unless it is nothing else."""
    return name.rstrip(".") or name


def is_path(name: str) -> bool:
    """Tells whether a dotted name without dots at its end can be taken apart."""
    return all(part.strip() for part in name.split("."))


def check_defined_name(name: str, subobjects: bool) -> None:
    """Raises IllegalArgumentError for a name that a mapping cannot give.

    subobjects: whether dots in it lead into objects
    """
    parts = without_end_dots(name).split(".") if subobjects else [name]
    if name and subobjects and not name.strip("."):
        raise IllegalArgumentError("field name cannot contain only dots")
    if not all(parts):
        raise IllegalArgumentError("field name cannot be an empty string")
    if not all(part.strip() for part in parts):
        raise IllegalArgumentError("field name cannot contain only whitespaces")


def refused_name(name: str, subobjects: bool) -> FindlingError | None:
    """Returns the error for a name that no field of a document can have; None for any other."""
    if name and not name.strip():
        return DocumentParsingError(f"Field name cannot contain only whitespace: [{name}]")
    reason = _fault(name, subobjects)
    if reason is None:
        return None
    error = DocumentParsingError(f"failed to parse: {reason}")
    error.__cause__ = IllegalArgumentError(reason)
    return error


def _fault(name: str, subobjects: bool) -> str | None:
    if not subobjects:
        return None if name else "Field name cannot be an empty string"
    parts = without_end_dots(name).split(".")
    if not name:
        return "field name cannot be an empty string"
    if not name.strip("."):
        return "field name cannot contain only dots"
    if not all(parts):
        return f"field name cannot contain only whitespace: ['{name}']"
    if not all(part.strip() for part in parts):
        return f"field name starting or ending with a [.] makes object resolution ambiguous: [{name}]"
    return None
