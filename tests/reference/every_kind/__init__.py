"""A data directory with everything in it that Findling writes: every kind of array, record and file.

`filling` makes it on a node, `asking` asks for all of it again. What a campaign damages and what tests/formats keeps of
each format is made of these; a new kind on disk gets a field in `mappings` and a request in `asking`.
"""
