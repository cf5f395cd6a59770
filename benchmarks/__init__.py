"""Findling against Tantivy, side by side: the same documents, the same queries, one run, one thread.

`python -m benchmarks --corpus file.jsonl.zst` indexes one text field with both engines, draws queries from the corpus
with a fixed seed, checks that the hits agree, and writes the ratios of CPU time to `results/` as JSON and Markdown.
Without --corpus the sample data that comes with Findling is used: good for a smoke test, too small for figures to
quote.

corpus.py reads documents and draws queries, findling_engine.py and tantivy_engine.py index and search, measure.py
times, report.py writes. Absolute times depend on the machine; only ratios of one run mean something.
"""
