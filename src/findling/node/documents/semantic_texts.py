"""Vectors for the semantic_text fields of documents, asked of models before the documents are logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    ResourceNotFoundError,
)
from findling.base.java_values import shown
from findling.index.operations.operation import Operation
from findling.inference.chunking import chunks
from findling.inference.endpoint import Endpoint
from findling.inference.errors import InferenceFieldError
from findling.inference.provider import TEXT_EMBEDDING, InferenceRequest
from findling.mapping.documents.inference_fields import INFERENCE_FIELDS, with_inference
from findling.mapping.types.vectors.semantic_text import SemanticField
from findling.node.services.index_service import IndexService
from findling.node.services.inference import InferenceEndpoints

_AT_ONCE: Final = 256


@dataclass(slots=True)
class _Made:
    """What becomes of the documents of a batch. terms: document -> field -> term; errors: document -> why it fails"""

    terms: dict[int, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    errors: dict[int, FindlingError] = field(default_factory=dict)


def embed(
    service: IndexService,
    endpoints: InferenceEndpoints,
    operations: Sequence[Operation],
    documents: list[dict[str, Any]],
) -> dict[int, FindlingError]:
    """Gives documents, and what is logged of them, the vectors of their texts. Returns which fail, and why.

    operations: those that index the documents, one each; documents are replaced, not changed
    """
    made = _Made()
    for number, document in enumerate(documents):
        if INFERENCE_FIELDS in document:
            made.errors[number] = DocumentParsingError(
                f"Field [{INFERENCE_FIELDS}] is a metadata field and cannot be added inside a document. "
                "Use the index API request parameters."
            )
    for semantic in service.mapping.semantic_fields:
        _embed_field(service, endpoints, semantic, documents, made)
    for number, terms in made.terms.items():
        if number not in made.errors:
            source, member = with_inference(operations[number].source, terms)
            operations[number].source = source
            documents[number] = {**documents[number], INFERENCE_FIELDS: member}
    return made.errors


def _embed_field(
    service: IndexService,
    endpoints: InferenceEndpoints,
    semantic: SemanticField,
    documents: Sequence[Mapping[str, Any]],
    made: _Made,
) -> None:
    sound = [(number, document) for number, document in enumerate(documents) if number not in made.errors]
    texts = [(number, text) for number, document in sound for text in _texts(semantic, document)]
    if not texts:
        return
    try:
        endpoint = _endpoint(endpoints, semantic)
        semantic = _known(service, semantic, endpoint)
    except FindlingError as error:
        made.errors.update(dict.fromkeys((number for number, _ in texts), error))
        return
    settings = semantic.type.chunking or endpoint.chunking
    pieces = [(number, text[start:end]) for number, text in texts for start, end in chunks(text, settings)]
    _take_vectors(semantic, pieces, endpoint, made)


def _texts(semantic: SemanticField, document: Mapping[str, Any]) -> list[str]:
    """Returns the texts of a field that have any words. What is no text the mapping refuses."""
    values = (value for path in semantic.sources for value in _values_at(document, path))
    texts = (shown(value) for value in values if not isinstance(value, dict))
    return [text for text in texts if text.strip()]


def _values_at(source: Any, path: str) -> Iterable[Any]:
    """Yields the values at a path, arrays taken apart, names with dots in them as objects in one another."""
    if isinstance(source, list):
        for entry in source:
            yield from _values_at(entry, path)
    elif not path:
        if source is not None:
            yield source
    elif isinstance(source, dict):
        parts = path.split(".")
        for count in range(1, len(parts) + 1):
            value = source.get(".".join(parts[:count]))
            if value is not None:
                yield from _values_at(value, ".".join(parts[count:]))


def _endpoint(endpoints: InferenceEndpoints, semantic: SemanticField) -> Endpoint:
    name = semantic.type.inference_id
    try:
        endpoint = endpoints.get(name)
    except ResourceNotFoundError:
        raise ResourceNotFoundError(f"Inference id [{name}] not found for field [{semantic.name}]") from None
    if endpoint.task_type != TEXT_EMBEDDING:
        raise IllegalArgumentError(f"Wrong [task_type], expected {TEXT_EMBEDDING}, got {endpoint.task_type}")
    return endpoint


def _known(service: IndexService, semantic: SemanticField, endpoint: Endpoint) -> SemanticField:
    """Returns the field with what is known of its model, which the mapping then shows.

    Raises IllegalArgumentError if the endpoint's model is another one than that of the documents before.
    """
    settings = {
        "service": endpoint.service,
        "task_type": endpoint.task_type,
        "dimensions": endpoint.shown["dimensions"],
        "similarity": endpoint.shown["similarity"],
        "element_type": "float",
    }
    if semantic.type.model_settings != settings:
        mapping = service.merge_mapping(service.mapping.with_model(semantic.name, settings))
        semantic = next(found for found in mapping.semantic_fields if found.name == semantic.name)
    return semantic


def _take_vectors(semantic: SemanticField, pieces: list[tuple[int, str]], endpoint: Endpoint, made: _Made) -> None:
    vectors: dict[int, list[list[float]]] = defaultdict(list)
    for first in range(0, len(pieces), _AT_ONCE):
        some = pieces[first : first + _AT_ONCE]
        request = InferenceRequest(
            task_type=TEXT_EMBEDDING,
            inputs=[text for _, text in some],
            input_type="ingest",
            task_settings=endpoint.task_settings,
        )
        try:
            for (number, _), vector in zip(some, endpoint.infer(request), strict=True):
                vectors[number].append([float(value) for value in vector])
        except FindlingError as error:
            made.errors.update((number, _failed(semantic, endpoint, error)) for number, _ in some)
    for number, rows in vectors.items():
        try:
            made.terms[number][semantic.name] = semantic.type.term_of(rows)
        except FindlingError as error:
            made.errors.setdefault(number, error)


def _failed(semantic: SemanticField, endpoint: Endpoint, cause: FindlingError) -> InferenceFieldError:
    error = InferenceFieldError(
        f"Exception when running inference id [{endpoint.id}] on field [{semantic.name}]", cause
    )
    error.__cause__ = cause
    return error
