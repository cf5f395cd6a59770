"""A cluster of real processes under faults, and a checker of what its clients saw.

    python -m tests.cluster --seconds 120 --seed 1

`processes` starts nodes and nats-servers and kills them, `clients` write, read and record, `faults` chooses what
breaks, `checker` judges the history: nothing acknowledged is lost, nothing is done twice, no read goes back in time,
and all copies are the same at the end.
"""
