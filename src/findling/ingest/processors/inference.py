"""inference, and OpenSearch's text_embedding: models make something of texts, or predict from numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.inference.rows import RowModel
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.services import IngestServices

_AT_ONCE: Final = 64
Mapped = list[tuple[FieldPath, FieldPath]]


class InferenceProcessor(Processor):
    """Asks a model for many documents at once.

    fields: where texts are, and where results go; columns: of a model of numbers, fields by the names of its features,
    which are the fields' names where nothing else is said; target: where its prediction goes
    """

    kind = "inference"

    def __init__(
        self,
        model: str,
        fields: Mapped,
        services: IngestServices,
        ignores_missing: bool,
        columns: Mapping[str, FieldPath] | None = None,
        target: FieldPath | None = None,
    ) -> None:
        self._model = model
        self._fields = fields
        self._services = services
        self._ignores_missing = ignores_missing
        self._columns = columns or {}
        self._target = target

    def process(self, document: IngestDocument) -> None:
        failure = self.process_all([document]).get(0)
        if isinstance(failure, FindlingError):
            raise failure

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        model = None if self._target is None else self._services.row_model(self._model)
        if model is not None and self._target is not None:
            return self._predict(documents, model, self._target)
        failures: Failures = {}
        for source, target in self._fields:
            texts: dict[int, str] = {}
            for place, document in enumerate(documents):
                try:
                    text = source.get_as(document, str, self._ignores_missing)
                except FindlingError as error:
                    failures.setdefault(place, error)
                    continue
                if text is not None and place not in failures:
                    texts[place] = text
            self._ask(documents, texts, target, failures)
        return failures

    def _predict(self, documents: Sequence[IngestDocument], model: RowModel, target: FieldPath) -> Failures:
        failures: Failures = {}
        columns = {name: self._columns.get(name) or field_path(name) for name in model.features}
        rows: dict[int, dict[str, Any]] = {}
        for place, document in enumerate(documents):
            try:
                row = {name: path.get(document, self._ignores_missing) for name, path in columns.items()}
                if not (self._ignores_missing and None in row.values()):
                    model.check(row)
                    rows[place] = row
            except FindlingError as error:
                failures[place] = error
        try:
            made = model.infer(list(rows.values()))
            for place, one in zip(rows, made, strict=True):
                target.set(documents[place], {**one, "model_id": self._model})
        except FindlingError as error:
            failures.update(dict.fromkeys(rows, error))
        return failures

    def _ask(
        self, documents: Sequence[IngestDocument], texts: dict[int, str], target: FieldPath, failures: Failures
    ) -> None:
        places = list(texts)
        for first in range(0, len(places), _AT_ONCE):
            some = places[first : first + _AT_ONCE]
            try:
                results = self._services.infer(self._model, [texts[place] for place in some])
                for place, result in zip(some, results, strict=True):
                    target.set(documents[place], result)
            except FindlingError as error:
                failures.update(dict.fromkeys(some, error))


class TextEmbeddingProcessor(InferenceProcessor):
    """The same by OpenSearch's name."""

    kind = "text_embedding"


@register("inference")
def make_inference(making: Making) -> InferenceProcessor:
    """Reads {"inference": {"model_id": "m", "input_output": [{"input_field": "text", "output_field": "vector"}]}}."""
    given = making.configuration
    model = given.required_text("model_id")
    listed = given.take("input_output")
    ignores_missing = given.flag("ignore_missing")
    given.mapping("inference_config")
    columns = {str(feature): field_path(str(field)) for field, feature in (given.mapping("field_map") or {}).items()}
    target = given.text("target_field")
    if listed is None:
        result = field_path(target or "ml.inference")
        texts = [(field_path("text_field"), result)]
        return InferenceProcessor(model, texts, making.services, ignores_missing, columns, result)
    entries = listed if isinstance(listed, list) else [listed]
    if not entries:
        raise given.fault("input_output", "property cannot be empty at least one is required")
    fields: Mapped = []
    for entry in entries:
        if not isinstance(entry, dict) or "input_field" not in entry:
            raise given.fault("input_field", "required property is missing")
        output = entry.get("output_field", f"{entry['input_field']}_{model}")
        fields.append((field_path(str(entry["input_field"])), field_path(str(output))))
    return InferenceProcessor(model, fields, making.services, ignores_missing)


@register("text_embedding")
def make_text_embedding(making: Making) -> TextEmbeddingProcessor:
    """Reads {"text_embedding": {"model_id": "m", "field_map": {"text": "vector"}}}."""
    given = making.configuration
    model, mapped = given.required_text("model_id"), given.required_mapping("field_map")
    given.integer("batch_size")
    if not mapped:
        raise IllegalArgumentError("Unable to create the processor as field_map has invalid key or value")
    fields = [(field_path(str(key)), field_path(str(value))) for key, value in mapped.items()]
    return TextEmbeddingProcessor(model, fields, making.services, True)
