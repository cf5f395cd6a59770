"""Mixed load for a long time: whether memory, files, threads, segments and latencies stay as they are.

`load.py` makes the requests, `samples.py` measures the server, `__main__.py` (`make soak`) runs both and judges.
"""
