"""Pipelines at the edge: what documents of events go through before they are kept and sent, deployed as functions are.

`settings` is what a bundle says, `pipelines` runs them. Not for pipelines of `_ingest/pipeline`, which are the local
indices': see findling.ingest.
"""
