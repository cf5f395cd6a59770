"""Ingest: pipelines of processors that documents go through before they are indexed.

`pipeline` reads a pipeline, `step` is one processor with its condition and what is done when it fails, and runs whole
batches of documents through steps, `tracking` runs one document and tells what each step did. `document` is a document
on its way, `field_path` finds values in it by their paths. `processor` has the base of all processors and their
registry, `configuration` reads what they are told, `templates` their texts with variables, `services` what they ask of
a node. Each processor is one file in `processors/` or a room of it, registered by its name. A processor takes a batch
at once where that is quicker (`process_all`), else one document after the other. Not for keeping pipelines, nor for
finding those of a write: see cluster/ingest_pipelines and node/ingest.
"""

from findling.base.rooms import modules_of
from findling.ingest import processors
from findling.ingest.pipeline import Pipeline
from findling.ingest.processors import network, texts

__all__ = ["Pipeline"]

modules_of(processors, network, texts)
