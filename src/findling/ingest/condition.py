"""The `if` of a processor: a script that sees a document, and may not change it."""

from __future__ import annotations

from collections.abc import Mapping

from findling.base.errors import FindlingError
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import IngestDocument
from findling.ingest.java_types import java_class
from findling.ingest.scripts import DocumentScript
from findling.script.contexts.ingest import CONDITION, UnmodifiableIngestData
from findling.script.definition import ScriptDefinition, parse_definition
from findling.script.service import ScriptService


class Condition:
    """A condition. source: as simulations show it"""

    def __init__(self, definition: ScriptDefinition, scripts: ScriptService) -> None:
        self._script = DocumentScript(definition, CONDITION, scripts)

    @property
    def source(self) -> str:
        """The script, or the id of a stored one."""
        definition = self._script.definition
        return definition.source or definition.id or ""

    def holds(self, document: IngestDocument) -> bool:
        """Whether it holds. Raises ScriptError."""
        return bool(self._script.run(UnmodifiableIngestData({**document.source, **document.metadata})))


def parse_condition(given: object, configuration: ProcessorConfiguration, scripts: ScriptService) -> Condition:
    """Reads a condition: a source, or the object of a script. Raises what is wrong with it."""
    if isinstance(given, str):
        given = {"source": given}
    if not isinstance(given, Mapping):
        raise ProcessorConfiguration("conditional", {}).fault(
            "script", f"property isn't a map or string, but of type [{java_class(given)}]"
        )
    try:
        return Condition(parse_definition(given), scripts)
    except FindlingError as error:
        raise configuration.placed(error) from error.__cause__
