"""Data streams: one name for a row of hidden backing indices, of which the last takes the writes.

`data_stream` is one stream, `stream_alias` a further name of several, `stream_set` all of them as a cluster's state has
them, with the way from a backing index to its stream. `lifecycle` and `options` read what a stream or a template says
of retention, rollover and of documents that fail. Who makes, rolls and deletes streams: findling.node.streams.
"""
