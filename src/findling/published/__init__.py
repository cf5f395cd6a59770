"""Published indices: copies in object storage that any number of readers serve, and that know nothing of each other.

A place is a path of a bucket, a folder, or (to be read only) a URL. It holds

    manifest          which indices there are: metadata, commit points, and the objects of their files
    segments/HASH     the content of a file, by its SHA-256; written once, never changed

`location` finds the blob store of a place's URL, `manifest` is what the manifest says, `place` reads it, and changes it
by compare-and-swap: of two writers one begins again, and a reader sees either the old manifest or the new one. Objects
come before the manifest that names them. `upload` brings a shard's files, `objects` chooses their names, `download`
brings them back and checks every hash, `cleaning` removes what no manifest has named for some time. `errors` name the
place, and the object that is damaged.

Not here: which indices are published, and how a node serves what it found (findling.node.published). Snapshots
(findling.snapshots) keep history and are restored; what is published is the present, and is served as it lies.
"""
