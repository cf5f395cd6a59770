"""Blobs: whole files under names, in a folder, an object store, or behind a URL.

`store` says what every blob store can do; `folder` keeps blobs as files, durably; `object_store` in S3, Google Cloud
Storage or Azure, by the library obstore (`pip install findling[objects]`); `url` only reads. A name is a relative path
with "/". A blob is written once; `create` alone tells whether the name was free, and `replace` whether nobody else has
written since: what compare-and-set is made of. What the blobs mean is not known here (findling.snapshots,
findling.published).
"""
