"""Snapshot lifecycle management: `policies` are put, shown and deleted; `execution` carries one out, `retention`
removes what has had its time, and `schedules` starts both when they are due.
"""
