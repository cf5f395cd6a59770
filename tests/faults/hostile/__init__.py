"""Requests that want more than a server has: memory, time, threads.

`kinds` makes them, one file a subject; `campaign.py` sends them to a server of a process whose memory is limited, while
a neighbour asks plain searches; `__main__.py` is the command, `test_hostile.py` the part of it that `make test` runs.
"""
