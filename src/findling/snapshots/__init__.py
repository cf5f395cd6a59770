"""Snapshots: copies of indices in a repository, from which they can be made again.

A repository is a blob store (findling.codec.blobs) with

    index-N               the root: which snapshots there are; N grows by one with each change
    index.latest          N, for readers that cannot list
    snapshots/UUID        one snapshot whole: its indices' metadata, their shards' files, the global state
    data/HASH             the content of files, by their SHA-256

`root` is what stands in index-N, `details` in snapshots/UUID, `sealed` how both are written, so that a damaged byte
is found, `errors` what can be wrong. `repository` reads and changes them: a root is made under a name that must be
free, so that of two writers one begins again. Content comes first, then the snapshot, then the root; whoever dies in
between leaves blobs that nobody names, which cleaning up removes. `shard_files` takes a shard's commit point up and
brings it back; a file that is in the repository already is not read again. `kinds` makes blob stores of the settings
of repositories, `definitions` are these settings in the cluster state, `running` says what goes on. `lifecycle` are
policies that make snapshots by themselves. `service` is the node's door.

Not here: which indices, aliases and settings a snapshot takes and gives back (findling.node.snapshots).
"""
