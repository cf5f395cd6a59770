"""Index lifecycle management: policies say what becomes of an index with time, and the engine does it.

`policy` reads a policy of phases and `rules` checks it; `action` is what a phase is told to do, one file for each kind
in `actions`; `plan` makes the row of steps of it. `progress` is how far an index is, kept with it in the cluster state;
`transitions` changes that, `engine` carries steps out. `policies`, `explain`, `moves` and `data_tiers` answer requests.
Steps can be carried out again: what a kill leaves half done is finished after the start.
"""
