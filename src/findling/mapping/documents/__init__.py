"""Documents to columns: JSON of a batch of documents -> values per field -> typed columns, with errors by document.

`document_parser` is the way in; `field_columns` checks values column by column, `dynamic_fields` maps new fields.
"""
