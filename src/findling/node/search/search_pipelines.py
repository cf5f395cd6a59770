"""Search pipelines: kept, shown, found for a search, and run around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError, ParsingError, ResourceNotFoundError
from findling.base.json_values import json_text, json_token
from findling.cluster.name_resolution import resolve_search
from findling.cluster.search_pipelines import (
    pipelines_named,
    search_pipelines,
    with_pipeline,
    without_pipelines,
)
from findling.node.search.search import SearchCall
from findling.node.services.node import Node
from findling.search.pipeline.pipeline import Pipeline, Run
from findling.search.pipeline.processor import PipelineContext, Processor
from findling.search.request import with_members_of_url

MEMBER: Final = "search_pipeline"
VERBOSE: Final = "verbose_pipeline"
DEFAULT_SETTING: Final = "index.search.default_pipeline"
_NONE: Final = "_none"
RunSearch = Callable[[SearchCall], dict[str, Any]]


def put_pipeline(node: Node, name: str, body: Mapping[str, Any]) -> dict[str, bool]:
    """Keeps a pipeline. Raises what is wrong with it."""
    Pipeline.parse(name, body)
    node.cluster.change(lambda state: with_pipeline(state, name, body))
    return {"acknowledged": True}


def get_pipelines(node: Node, patterns: list[str]) -> dict[str, Mapping[str, Any]]:
    """Returns the bodies of the pipelines that names and patterns mean."""
    return pipelines_named(node.cluster.state, patterns)


def delete_pipelines(node: Node, patterns: list[str]) -> dict[str, bool]:
    """Deletes the pipelines that names and patterns mean. Raises ResourceNotFoundError if these are none of several."""
    names = list(pipelines_named(node.cluster.state, patterns))
    if not names and search_pipelines(node.cluster.state):
        raise ResourceNotFoundError(f"pipeline [{','.join(patterns)}] is missing")
    node.cluster.change(lambda state: without_pipelines(state, names))
    return {"acknowledged": True}


def search_piped(node: Node, call: SearchCall, run_search: RunSearch) -> dict[str, Any]:
    """Returns the answer of a search, run through its pipeline if it has one."""
    pipeline = pipeline_of(node, call)
    if pipeline is not None:
        return _piped(node, call, pipeline, run_search)
    if _is_verbose(call):
        raise IllegalArgumentError("The 'verbose pipeline' option requires a search pipeline to be defined.")
    return run_search(call)


def pipeline_of(node: Node, call: SearchCall) -> Pipeline | None:
    """Returns the pipeline of a search: its own, that of its URL, or the default of its indices; None if it has none.

    Raises IllegalArgumentError for a pipeline that is not there.
    """
    given = call.body.get(MEMBER)
    if isinstance(given, Mapping):
        if call.params.get(MEMBER):
            raise IllegalArgumentError(
                "Both named and inline search pipeline were specified. Please only specify one or the other."
            )
        return Pipeline.parse(None, given)
    name = call.params.get(MEMBER) or given
    pipelines = search_pipelines(node.cluster.state)
    if name is None:
        name = _default_of(node, call) if pipelines else None
    if name is None or name == _NONE:
        return None
    if isinstance(name, (bool, int, float)):
        name = json_text(name).decode()
    if not isinstance(name, str):
        raise ParsingError(f"Unknown key for a {json_token(name)} in [{MEMBER}].")
    if name not in pipelines:
        raise IllegalArgumentError(f"Pipeline {name} is not defined")
    return _parsed(name, orjson.dumps(pipelines[name]))


@lru_cache(maxsize=256)
def _parsed(name: str, body: bytes) -> Pipeline:
    return Pipeline.parse(name, orjson.loads(body))


def _default_of(node: Node, call: SearchCall) -> str | None:
    """Returns the default pipeline that all indices of a search have, None if they have not the same."""
    state = node.cluster.state
    if call.body.get("pit") is not None or not any(
        DEFAULT_SETTING in index.settings for index in state.indices.values()
    ):
        return None
    resolved = resolve_search(state, call.expression, call.options, node.clock.now_ms())
    names = [found.index.settings.get(DEFAULT_SETTING) for found in resolved]
    return names[0] if names and all(name == names[0] for name in names) else None


def _piped(node: Node, call: SearchCall, pipeline: Pipeline, run_search: RunSearch) -> dict[str, Any]:
    def note(side: str, processor: Processor, nanos: int, has_failed: bool) -> None:
        node.pipelines.add_step(pipeline.name, side, processor.kind, processor.tag, nanos, has_failed)

    run = Run(PipelineContext(node.scripts), note, [] if _is_verbose(call) else None)
    asked, params = with_members_of_url(call.body, call.params)
    body = _counted(node, pipeline.name, "request", lambda: pipeline.on_request(asked, run))
    answer = run_search(replace(call, body=body, params=params, fusion=pipeline.fusion))
    answer = _counted(node, pipeline.name, "response", lambda: pipeline.on_response(answer, body, run))
    if run.reports is not None:
        answer["processor_results"] = [report.render() for report in run.reports]
    return answer


def _is_verbose(call: SearchCall) -> bool:
    """Whether a search wants to know what each processor did."""
    return call.params.get(VERBOSE) in ("", "true") or call.body.get(VERBOSE) is True


def _counted(node: Node, name: str | None, side: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    started = time.perf_counter_ns()
    has_failed = True
    try:
        done = work()
        has_failed = False
        return done
    finally:
        node.pipelines.add(name, side, time.perf_counter_ns() - started, has_failed)
