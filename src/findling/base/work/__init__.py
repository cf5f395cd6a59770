"""What one request may use of the process, and when it has to stop.

`breakers.py` accounts for what requests say they are about to use, `indexing_pressure.py` for what they write;
`real_memory.py` knows what the process holds, said or not, and `request_watch.py` looks at that while a request runs;
`turns.py` lets long requests run a few at a time, `place.py` lets others into the threads that they keep;
`short_cache.py` keeps what is made of short texts; `current.py` is how work that knows nothing of requests asks whether
it may go on. `process_memory.py` sets up the allocator of a server, `stacks.py` how deep calls may be.
"""
