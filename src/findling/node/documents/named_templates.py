"""Dynamic templates that a bulk action names for the new fields of its document."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import DocumentParsingError, IllegalArgumentError
from findling.mapping.documents.dynamic_fields import DynamicFields
from findling.node.services.index_service import IndexService


def map_by_templates(
    service: IndexService,
    doc_id: str,
    document: dict[str, Any],
    routing: str | None,
    named: Mapping[str, str],
    source: bytes,
) -> None:
    """Adds a document's new fields to the mapping, as these templates define them.

    named: full name of a field -> name of a template; source: the document's text, for the places that errors name
    Raises DocumentParsingError, and changes nothing, if there is no such template or the document does not fit.
    """
    mapping = service.mapping
    try:
        update = DynamicFields(mapping, named).update_for([document])
    except IllegalArgumentError as error:
        raise DocumentParsingError(f"failed to parse: {error.reason}") from error
    if update is None:
        return
    parsed = mapping.merge(update, adding=True).parse_batch([doc_id], [document], [routing], lambda _: source)
    if parsed.errors:
        raise parsed.errors[0]
    service.merge_mapping(update, adding=True)
