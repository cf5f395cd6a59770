"""Actions on snapshots: what `_snapshot` does. The repositories and what lies in them are findling.snapshots'.

`repositories` are registered, looked at and checked. `create` takes indices up: it is `planned` under the cluster's
state of one moment, each shard's files are staged as links (`staging`), and brought into the repository in a thread.
`listing` finds snapshots and sorts them, `shown` is what answers say of one, `status` of its shards; `delete`, `clone`
and `integrity` are named as what they do, `analysis` tries a repository out. `restore` makes indices of a snapshot:
`restore_request` is what was asked for, `restored_index` the metadata that an index gets, `restored_streams` the data
streams that are made of indices, `global_state` what is not of one index.
"""
