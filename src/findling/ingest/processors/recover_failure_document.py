"""recover_failure_document: the document that a failure store keeps becomes what it was."""

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import ID, INDEX, ROUTING, IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.processor import Making, Processor, register


class RecoverFailureDocumentProcessor(Processor):
    """Puts `document.source` in the place of the document, and its index, id and routing where they belong."""

    kind = "recover_failure_document"

    def process(self, document: IngestDocument) -> None:
        for path, name in (("document", "document"), ("document.source", "source"), ("error", "error")):
            if not field_path(path).has(document):
                raise IllegalArgumentError(f"field [{name}] not present as part of path [{path}]")
        failed = field_path("document").get_as(document, dict)
        kept = {key: value for key, value in failed.items() if key != "source"}
        document.ingest["pre_recovery"] = {**document.source, **document.metadata, "document": kept}
        for member, key in (("index", INDEX), ("routing", ROUTING), ("id", ID)):
            if failed.get(member) is not None:
                document.set_metadata(key, failed[member])
        document.source.clear()
        document.source.update(failed["source"])


@register("recover_failure_document")
def make_recover_failure_document(making: Making) -> RecoverFailureDocumentProcessor:
    """Reads {"recover_failure_document": {}}."""
    return RecoverFailureDocumentProcessor()
