"""From texts to tokens: char filters, a tokenizer, token filters; named, configured and put together by index settings.

Start at `registry.AnalysisRegistry`, which makes an `analyzer.Analyzer` of an index's settings. Its `tokenize` takes
many values at once and returns a `token_batch.TokenBatch`. In between, a `token_stream.TokenStream` holds the distinct
terms of the batch and an
array of term numbers: the tokenizer's kernel finds spans (`tokenizer`), `interning` numbers the distinct ones, and
token filters that look at one term (`token_filter.TermFilter`, `KeepingFilter`, `ExpandingFilter`) work once per
distinct term. Only `token_filter.NeighbourFilter` goes token by token. `detail` prints what `_analyze` answers.

One component, or one family of alike components, per file in `char_filters`, `tokenizers`, `token_filters` and
`analyzers`; each registers itself in `catalogue`, and a new one needs nothing else but its line in the package's
`__init__`. Settings that a component does not know are ignored, as Elasticsearch does. Behaviour is Elasticsearch 9's,
on Lucene 10; the data files are written by scripts in tools/.

Not here: which analyzer a field uses (mapping), and what is done with tokens (index, search).
"""
