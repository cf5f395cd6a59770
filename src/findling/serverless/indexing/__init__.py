"""Objects and messages become documents of published indices.

`lines` reads the documents of an object: NDJSON, JSON or CSV, packed by gzip or zstd or not. `writer` brings them
through the ingest pipeline into an index of a place: whoever else writes meanwhile, nothing is lost, and an object
that comes twice is indexed once. `dead_letters` keeps what could not be indexed, with the reasons. `functions` are
the functions of events: name the module in FINDLING_FUNCTIONS.
"""
