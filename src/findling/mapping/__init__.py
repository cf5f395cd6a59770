"""Mappings: which fields an index has, of which types, and how JSON documents become typed columns.

`mapping.Mapping` is the door: read from JSON (`definition.py` makes the `tree.py`, `root_options.py` the rest), merged
with updates (`merge.py`, checked by `validation.py`), asked for fields (`mapped_field.py`) and given batches of
documents (`documents/`). Field types are one class each in `types/`, their base is `field_type.py`. Dates have a
package of their own, `dates/`, and `date_math.py`, notations of points and shapes `geo/`, runtime fields
`runtime/`, time series `time_series/`.

Not here: analysis of text (a text column holds the texts), storage, queries.
"""
