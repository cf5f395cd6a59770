"""What becomes of the events of devices on an edge.

`intake` takes them from where NATS has put them before it acknowledged them, in order. `rules` says of each what
becomes of it, `event` makes its document. Documents go into a `local_index` (searched at once, bounded by age and
size) and into the `outbox`, a stream on the disk, bounded as well: what is least important goes first, and is counted.
`sender` takes the outbox to the hub as `pace` allows, and forgets what the hub has indexed. `rollups` makes one
document a minute out of many.

Nothing is lost on the way: each step comes before the one before it forgets. Nothing is doubled: ids are made of
device and counter, and whoever indexes creates, never overwrites.
"""
