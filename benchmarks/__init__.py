"""Findling against Lucene and Tantivy, side by side: the same documents, the same queries, one run, one thread.

`python -m benchmarks --corpus file.jsonl.zst` indexes the corpus with each engine in a process of its own, draws
queries from it with a fixed seed, checks that the answers agree, and writes all times and ratios of them to `results/`
as JSON and Markdown, with the bar (what must be reached) at the end. Without --corpus the sample data that comes with
Findling is used: good for a smoke test, too small for figures to quote. docs/speed.md says what is measured and how.

- Documents: corpus.py reads and repeats them, prose.py builds a corpus from Debian's documentation.
- Queries: queries.py has the kinds, drawing.py draws their words.
- Engines: indexing.py runs each one's indexing; findling_engine.py (kernel_calls.py: the evaluation alone),
  lucene_engine.py with lucene/*.java and lucene_jar.py, tantivy_engine.py with tantivy_index.py.
- The server in real processes: over_http.py with server_process.py and connection.py.
- Points in a polygon: polygons.py, beside GEOS. Collapsed hits beside plain ones: collapse.py.
- Highlighted hits, by each highlighter, beside plain ones: highlights.py.
- Parents and children, stored queries: relations.py, beside OpenSearch.
- Calls of Python: python_calls.py counts those of a search, by kind and number of segments.
- Results: comparison.py asks and measures, agreement.py compares answers, growth.py compares sizes, bar.py and
  report.py write.

Absolute times depend on the machine; only ratios of one run mean something.
"""
