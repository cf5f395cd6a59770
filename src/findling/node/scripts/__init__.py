"""Actions of scripts: stored scripts, search templates, trying scripts out, and what languages and contexts there are.

Compiling and running is findling.script's; what uses scripts stands where it belongs: updates with documents, queries,
sorts and aggregations in findling.search.
"""
