"""inference, and OpenSearch's text_embedding: models make vectors, weights or texts of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.services import IngestServices

_AT_ONCE: Final = 64
Mapped = list[tuple[FieldPath, FieldPath]]


class InferenceProcessor(Processor):
    """Asks a model for the texts of many documents at once. fields: where texts are, and where results go"""

    kind = "inference"

    def __init__(self, model: str, fields: Mapped, services: IngestServices, ignores_missing: bool) -> None:
        self._model = model
        self._fields = fields
        self._services = services
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        failure = self.process_all([document]).get(0)
        if isinstance(failure, FindlingError):
            raise failure

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
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
    for name in ("inference_config", "field_map"):
        given.mapping(name)
    target = given.text("target_field")
    if listed is None:
        field = field_path("text_field")
        return InferenceProcessor(
            model, [(field, field_path(target or "ml.inference"))], making.services, ignores_missing
        )
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
