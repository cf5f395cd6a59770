"""Texts with variables: `{{field}}`, rendered by Mustache for each document."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.script.contexts.ingest import INGEST_TEMPLATE
from findling.script.definition import CONTENT_TYPE, ScriptDefinition
from findling.script.language import CompiledScript
from findling.script.service import ScriptService

_CHANGEABLE: Final = (dict, list)


class TextTemplate:
    """A text that may hold variables. constant: the text itself if it holds none"""

    __slots__ = ("_script", "constant", "source")

    def __init__(self, source: str, scripts: ScriptService, media_type: str | None = None) -> None:
        self.source = source
        self.constant = None if "{{" in source else source
        self._script: CompiledScript | None = None
        if self.constant is None:
            options = {} if media_type is None else {CONTENT_TYPE: media_type}
            self._script = scripts.compile(ScriptDefinition(source, None, {}, "mustache", options), INGEST_TEMPLATE)

    def render(self, document: IngestDocument) -> str:
        """Returns the text of a document."""
        if self._script is None:
            return self.source
        return str(self._script.execute({"params": document.model()}))


class PathTemplate:
    """A path that may hold variables."""

    __slots__ = ("_template", "constant")

    def __init__(self, template: TextTemplate) -> None:
        self._template = template
        self.constant = None
        if template.constant:
            self.constant = field_path(template.constant)

    @property
    def source(self) -> str:
        """The path as written."""
        return self._template.source

    def of(self, document: IngestDocument) -> FieldPath:
        """Returns the path in a document. Raises IllegalArgumentError for none."""
        return self.constant or field_path(self._template.render(document))


class ValueTemplate:
    """Any JSON, whose texts, those of names included, may hold variables."""

    __slots__ = ("_value", "is_constant", "is_text")

    def __init__(self, value: Any, scripts: ScriptService, media_type: str | None = None) -> None:
        self._value = _prepared(value, scripts, media_type)
        self.is_text = isinstance(value, str)
        self.is_constant = _is_constant(self._value)
        if self.is_constant:
            self._value = value

    @property
    def shared(self) -> Any:
        """The value itself, for a constant that cannot be changed."""
        return self._value

    @property
    def is_fixed(self) -> bool:
        """Whether all documents may share it."""
        return self.is_constant and not isinstance(self._value, _CHANGEABLE)

    def render(self, document: IngestDocument) -> Any:
        """Returns a value of the document's own."""
        if self.is_constant:
            return deepcopy(self._value) if isinstance(self._value, _CHANGEABLE) else self._value
        return _rendered(self._value, document)


def _prepared(value: Any, scripts: ScriptService, media_type: str | None) -> Any:
    if isinstance(value, str):
        return TextTemplate(value, scripts, media_type)
    if isinstance(value, list):
        return [_prepared(entry, scripts, media_type) for entry in value]
    if isinstance(value, dict):
        return _Members(
            (TextTemplate(key, scripts, media_type), _prepared(entry, scripts, media_type))
            for key, entry in value.items()
        )
    return value


class _Members(tuple[tuple[TextTemplate, Any], ...]):
    """The members of an object."""

    __slots__ = ()


def _is_constant(prepared: Any) -> bool:
    if isinstance(prepared, TextTemplate):
        return prepared.constant is not None
    if isinstance(prepared, _Members):
        return all(key.constant is not None and _is_constant(value) for key, value in prepared)
    if isinstance(prepared, list):
        return all(map(_is_constant, prepared))
    return True


def _rendered(prepared: Any, document: IngestDocument) -> Any:
    if isinstance(prepared, TextTemplate):
        return prepared.render(document)
    if isinstance(prepared, _Members):
        return {key.render(document): _rendered(value, document) for key, value in prepared}
    if isinstance(prepared, list):
        return [_rendered(value, document) for value in prepared]
    return deepcopy(prepared)


def text_template(
    configuration: ProcessorConfiguration, name: str, source: str, scripts: ScriptService
) -> TextTemplate:
    """Returns the template of a member. Raises what keeps it from being compiled, with the member's name."""
    try:
        return TextTemplate(source, scripts)
    except FindlingError as error:
        error.metadata = {**configuration.place(name), **error.metadata}
        raise


def path_template(configuration: ProcessorConfiguration, name: str, scripts: ScriptService) -> PathTemplate:
    """Returns the path of a member that has to be there."""
    return PathTemplate(text_template(configuration, name, configuration.required_text(name), scripts))
