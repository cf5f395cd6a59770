"""An index is built anew with another mapping or other settings, and takes the old one's place under the same name.

`rebuild` is the action: `request` reads what is wanted, `planned` makes the metadata of the copy, `copying` copies the
documents round by round (first all, then what was written meanwhile, until little is left), `verification` compares
both by count and checksum, `swap` changes the names in one step of the cluster state while the gate that writes pass is
shut. Undoing goes the same way back; `running` knows which indices are being rebuilt, and removes what nobody needs.
`pace` says how large batches are, and slows down where searches suffer.

Until the swap the old index answers and takes all writes; a process that dies before it leaves the old index whole, and
a start removes the copy. Not in a cluster of several nodes.
"""
