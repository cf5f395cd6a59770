"""Actions on indices: create, delete, open, close, mappings, settings, aliases, templates, rollover, analysis.

`create_index` is the way in; `index_templates` gives it what templates say. Copies of an index (shrink, split, clone)
stand in node/by_query, since they write documents.
"""
