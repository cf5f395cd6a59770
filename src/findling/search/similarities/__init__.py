"""Similarities: how matches of a term or phrase become scores.

Not for: BM25, on which nearly all searches run (`search/similarity.py`); the settings (`mapping/similarity.py`).

`sim_scorer` is what weights ask of any of them, BM25 included. `model_scorer` makes one of a model that the index
settings choose; `term_statistics` holds what models know of a term. One file per family: `dfr`, `dfi`,
`information_based`, `language_model`; `normalization` serves the first and the third; `scripted` asks a script. The
kernels that prune know BM25 only, all others score arrays.

Mirrors Lucene's SimilarityBase: computed in double, rounded to float32 at the end.
"""
