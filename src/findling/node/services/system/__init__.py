"""System indices: where Findling keeps documents of its own, out of every client's sight.

They have a cluster state and directories of their own, below "system" in the data directory, so that nothing that
lists, resolves, counts or deletes the indices of clients can meet them; their names are refused to new indices and
aliases (findling.cluster.system, the room in which a system index is described). What is written is as durable as any
document: logged and synced before a call returns, replayed by the next start.

    stored = node.system.index(INDEX)                # made by its first write; reads of one not made find nothing
    revision = stored.put("7", {"a": 1})             # replaces; put(..., create=True) refuses if it is there
    found = stored.get("7")                          # sees every write at once; None if it is not there
    stored.put("7", {"a": 2}, expected=found.revision)   # compare and set: VersionConflictError if it changed
    stored.search({"term": {"a": 2}})                # refreshes first, so that it sees every write too
    for document in stored.scan(): ...               # all that match, from one snapshot
    stored.delete("7", expected=revision)

Not for what must be in memory to serve any request, or for settings: those are for the cluster state.
"""
