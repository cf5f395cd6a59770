"""A bulk request from its body to its outcome: as a run if its actions are all alike, else item by item."""

from typing import Any, Final

from findling.cluster.ingest_pipelines import NONE
from findling.node.documents.bulk import WriteOptions, bulk
from findling.node.documents.bulk_request import BulkDefaults, parse_bulk
from findling.node.documents.bulk_run import BulkRun, BulkRunOutcome, parse_run
from findling.node.documents.bulk_run_write import write_run
from findling.node.documents.ingested_items import IngestRun
from findling.node.services.node import Node

# of a body's bytes: the body, its columns, and what is written
_MEMORY_FACTOR: Final = 3


def _is_piped(node: Node, run: BulkRun) -> bool:
    """Whether the documents of a run go through a pipeline."""
    given = run.defaults.pipeline
    default, final = IngestRun(node).pipelines(run.index)
    return (default if given is None else given) != NONE or final != NONE


def write_body(
    node: Node, body: bytes, defaults: BulkDefaults, options: WriteOptions
) -> BulkRunOutcome | dict[str, Any]:
    """Carries out all writes of a body, as many as there is memory for; returns a run's outcome, or the response.

    Raises what parse_bulk and bulk do, CircuitBreakingError without the memory, RejectedExecutionError beside too many
    others.
    """
    with node.indexing.operation(len(body)), node.account() as account:
        account.add(_MEMORY_FACTOR * len(body), "<bulk>")
        run = parse_run(body, defaults)
        outcome = None if run is None or _is_piped(node, run) else write_run(node, run, options)
        if outcome is not None:
            return outcome
        return bulk(node, parse_bulk(body, defaults) if run is None else run.items(), options)
