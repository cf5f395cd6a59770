"""Runs rated searches and measures their hits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from findling.base.error_body import error_body
from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    NullPointerError,
    TaskCancelledError,
    XContentParseError,
)
from findling.cluster.name_resolution import IndicesOptions
from findling.node.evaluation.metric import Metric
from findling.node.evaluation.rated_request import RankEvaluation, RatedRequest, search_fault
from findling.node.scripts.search_templates import SearchTemplate, search_of
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node
from findling.script.contexts import CONTEXTS

Failures = dict[str, FindlingError]


def rank_eval(
    node: Node,
    expression: str | None,
    evaluation: RankEvaluation,
    options: IndicesOptions,
    search_type: str | None = None,
    check: Callable[[], None] = lambda: None,
) -> dict[str, object]:
    """Returns the answer: a score, the details of each search that was run, the failures of the others.

    Raises what is wrong with a template, or with all that is asked for.
    """
    metric = evaluation.metric
    if metric.k < 0:
        raise IllegalArgumentError(f"[size] parameter cannot be negative, found [{metric.k}]")
    failures: Failures = {}
    bodies = _bodies(node, evaluation, failures)
    if evaluation.max_concurrent_searches <= 0:
        raise IllegalArgumentError("maxConcurrentSearchRequests must be positive")
    if not bodies:
        raise ActionRequestValidationError.of("no requests added")
    params = {} if search_type is None else {"search_type": search_type}
    qualities: dict[str, dict[str, Any]] = {}
    for rated, body in bodies:
        with _noted(failures, rated.id):
            answer = search(node, SearchCall(expression, body, params, options, check=check))
            qualities[rated.id] = _quality(metric, rated, answer["hits"]["hits"])
    scores = [quality["metric_score"] for quality in qualities.values()]
    return {
        "metric_score": sum(scores) / len(scores) if scores else "NaN",
        "details": qualities,
        "failures": {id: {"error": error_body(error)["error"]} for id, error in failures.items()},
    }


@contextmanager
def _noted(failures: Failures, id: str) -> Iterator[None]:
    """Notes what is wrong with one search, and lets the others go on."""
    try:
        yield
    except TaskCancelledError:
        raise
    except FindlingError as error:
        failures[id] = error


def _bodies(
    node: Node, evaluation: RankEvaluation, failures: Failures
) -> Sequence[tuple[RatedRequest, Mapping[str, Any]]]:
    """Returns the searches that can be run, with their bodies."""
    for template in evaluation.templates.values():
        node.scripts.compile(template, CONTEXTS["template"])
    bodies = []
    for rated in evaluation.requests:
        try:
            body = _filled(node, evaluation, rated) if rated.request is None else rated.request
        except XContentParseError as error:
            failures[rated.id] = error
            continue
        source = list(rated.summary_fields) if rated.summary_fields else False
        bodies.append((rated, {**body, "_source": source, "size": evaluation.metric.k}))
    return bodies


def _filled(node: Node, evaluation: RankEvaluation, rated: RatedRequest) -> Mapping[str, Any]:
    """Returns what a template gives. Raises XContentParseError if that is no search."""
    template = evaluation.templates.get(rated.template_id or "")
    if template is None:
        raise NullPointerError(f"no template has the id [{rated.template_id}]")
    body = search_of(node, SearchTemplate(template.with_params(rated.params)))
    fault = search_fault(body)
    if fault is not None:
        raise IllegalArgumentError(fault)
    return body


def _quality(metric: Metric, rated: RatedRequest, hits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ratings = [rated.ratings.get((hit["_index"], hit["_id"])) for hit in hits]
    quality = metric.evaluate(ratings, list(rated.ratings.values()))
    return {
        "metric_score": quality.score,
        "unrated_docs": [
            {"_index": hit["_index"], "_id": hit["_id"]}
            for hit, rating in zip(hits, ratings, strict=True)
            if rating is None
        ],
        "hits": [{"hit": hit, "rating": rating} for hit, rating in zip(hits, ratings, strict=True)],
        "metric_details": {metric.name: quality.details},
    }
