"""Actions on data streams: made, rolled over, changed, deleted.

`backing_index` says what the next index of a stream is like, `create_stream` makes a stream with its first, on request
or because a document arrived, `stream_rollover` adds the next, `change_streams` deletes, migrates and modifies.
Retention and what is shown of streams: node/lifecycle. Writes find their backing index in node/documents.
"""
