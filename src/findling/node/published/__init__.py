"""Indices in object storage: `publish` copies them there, `follower` serves what is published and keeps up with it.

`copies` makes local copies of published indices and brings them up to date, `shown` is what both tell about themselves.
"""
