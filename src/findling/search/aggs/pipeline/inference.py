"""inference: what a model makes of the figures of each bucket."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from findling.base.errors import ResourceNotFoundError, XContentParseError
from findling.inference.errors import InferenceError
from findling.inference.functions import find_function
from findling.inference.provider import InferenceRequest, Provider
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_values import NO_BUCKET, checked_path, value_in
from findling.search.aggs.pipeline.pipeline_order import invalid

CONFIGS: Final = ("regression", "classification")


@register("inference")
@dataclass(frozen=True, kw_only=True)
class InferencePipeline(Pipeline):
    """There are no trained models here: `model_id` names a Python function that whoever runs the server registered.

    It is called once for the buckets of each parent, with the figures of each bucket as JSON; see findling.inference.

    config: the settings of `inference_config`
    """

    type_name = "inference"
    needs_parent = True

    model_id: str
    named_paths: Mapping[str, AggregationPath]
    task_type: str = CONFIGS[0]
    config: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters. Raises XContentParseError, ActionRequestValidationError, ResourceNotFoundError."""
        paths = params.object("buckets_path")
        if paths is None:
            raise params.missing("buckets_path")
        named: dict[str, AggregationPath] = params.read("buckets_path", _named_paths, {})
        model_id = params.text("model_id")
        task_type, config = _config_of(params)
        params.finish()
        if model_id is None:
            raise invalid("buckets_path Model Id must be set")
        _model(model_id)
        return cls(name=name, model_id=model_id, named_paths=named, task_type=task_type, config=config)

    def paths(self) -> Sequence[str]:
        """Returns the paths."""
        return [path.text for path in self.named_paths.values()]

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Returns the buckets with what the model made of them."""
        figures = [json.dumps(self._figures(children, bucket)) for bucket in buckets]
        request = InferenceRequest(task_type=self.task_type, inputs=figures, task_settings=self.config)
        results = _model(self.model_id)(request) if figures else []
        for bucket, result in zip(buckets, results, strict=True):
            bucket["aggs"] = {**bucket["aggs"], self.name: {"value": {"value": result}}}
        return buckets

    def _figures(self, children: Aggregations, bucket: Partial) -> dict[str, float]:
        """Returns the figures of a bucket by name, without those that are none."""
        found = {name: value_in(children, bucket, path, "skip") for name, path in self.named_paths.items()}
        return {
            name: float(value)
            for name, value in found.items()
            if value is not None and value is not NO_BUCKET and math.isfinite(value)
        }

    def typed_name(self, partial: Partial) -> str:
        """Returns what stands before the name's # in a typed key."""
        return self.type_name

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number that the model gave, NaN for a text."""
        value = partial["value"]["value"]
        return float(value) if isinstance(value, int | float) else math.nan


def _model(name: str) -> Provider:
    try:
        return find_function(name)
    except InferenceError:
        raise ResourceNotFoundError(f"Could not find trained model [{name}]") from None


def _named_paths(given: Mapping[str, object]) -> dict[str, AggregationPath]:
    for value in given.values():
        if not isinstance(value, str):
            raise XContentParseError(f"[inference] buckets_path doesn't support values of type: {type(value).__name__}")
    return {name: checked_path(str(path)) for name, path in given.items()}


def _config_of(params: NamedParameters) -> tuple[str, Mapping[str, Any]]:
    config = params.object("inference_config")
    if config is None:
        return CONFIGS[0], {}
    if len(config) != 1:
        raise params.refused("inference_config", XContentParseError("[inference_config] must have one member"))
    ((task_type, settings),) = config.items()
    if task_type not in CONFIGS:
        fault = f"unsupported inference config type [{task_type}]; must be one of [{', '.join(CONFIGS)}]"
        raise params.refused("inference_config", XContentParseError(fault))
    return task_type, settings if isinstance(settings, Mapping) else {}
