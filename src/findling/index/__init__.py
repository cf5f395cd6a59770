"""One shard of an index: documents become segments, and nothing that was acknowledged is lost.

The way of a batch of operations (`Shard.apply`): `writer` looks the ids up (`shard_state`: buffers, then tombstones in
`version_map`, then segments), `operations/operation_plan` checks versions (`operations/versioning`) and numbers what is
accepted (`operations/seq_no`), the log holds it (`translog/operation_log` is the seam, `translog/translog` the local
one), and only then it enters the in-memory `buffer` and its forerunners die. A run of operations that differ in nothing
but id and document (`operations/operation_run`) goes the same way as columns (`Shard.apply_run`,
`operations/run_plan`); where something may be refused it is taken apart into operations.

The way to a search: `refresher` takes the buffer away, `segment_files` has its texts analysed (`text_analysis`) and the
codec write a segment, and a new `searcher` shows it together with all deletes so far. Whoever holds a searcher keeps
its segments (`segment_entry` counts users). `flusher` makes that durable (`commits`) and trims the log;
`merge_scheduler` does what `merge_policy` finds; `recovery` brings a shard back from the last commit point and the log
behind it.

Not here: bytes of structures (findling.codec), JSON of documents (findling.mapping; only recovery parses sources), when
something is due (findling.node asks `needs_flush`, and calls).
"""
