"""A cluster of real processes under faults, and a checker of what its clients saw.

    python -m tests.cluster --seconds 120 --seed 1
    python -m tests.cluster --apart --faults 60

`processes` starts nodes and nats-servers and kills them; `apart` gives each a network namespace (`network`), a small
disk and a clock of its own (`clock.c`). `clients` write, read and record, `faults` chooses what breaks, `checker`
judges the history: nothing acknowledged is lost, nothing done twice, no read goes back in time, all copies are the same
at the end.
"""
