"""Campaigns against what a machine may do to data: kills, power cuts, damaged files, failing disks.

`python -m tools.torture NAME --seed N --rounds N` runs one (`all`: each of them) and ends with a report; what it finds
is listed with the seed and round to find it again. `workload` does random work on a node and tells what was
acknowledged, `model` knows what may be found afterwards, `story` what a process has told before it was gone; `kills`,
`calls`, `power`, `damage`, `repair` and `disk` are the campaigns. `shim.c` stands between a process and its file system
(`behind_shim`); `recording` rebuilds disks of what it wrote down.
"""
