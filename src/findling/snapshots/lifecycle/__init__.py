"""Snapshot lifecycle policies: what is taken up, when, and how long it is kept.

`policy` reads and checks a policy, `schedule` computes when it is due, `retention` which snapshots have had their time,
`policies` keeps them in the cluster state with what came of them.
"""
