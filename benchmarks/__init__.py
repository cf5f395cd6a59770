"""Findling against Lucene and Tantivy, side by side: the same documents, the same queries, one run, one thread.

`python -m benchmarks --corpus file.jsonl.zst` indexes the corpus with each engine in a process of its own, draws
queries from it with a fixed seed, checks that the answers agree, and writes ratios of CPU time to `results/` as JSON
and Markdown. Without --corpus the sample data that comes with Findling is used: good for a smoke test, too small for
figures to quote. docs/speed.md says what is measured and how.

corpus.py reads documents, queries.py draws queries, findling_engine.py, lucene_engine.py (with lucene/*.java) and
tantivy_engine.py index and search, kernel_calls.py and over_http.py take the request apart, agreement.py compares
answers, measure.py times, report.py writes. Absolute times depend on the machine; only ratios of one run mean
something.
"""
