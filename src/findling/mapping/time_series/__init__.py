"""Time series: what an index of that mode knows of its documents beyond their fields.

`bounds` reads the settings: which fields route, and between which instants documents may be. `checks` says what its
mapping must have. A document belongs to the series of its dimensions: `routing_hash` makes the shard's number from the
JSON of those that route, `series_id` the `_tsid` from the values of all, and `identities` the `_id`s of a batch from
both and the timestamp. All three are Elasticsearch's byte for byte, so that documents keep their ids when they move.
"""
