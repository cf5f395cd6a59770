"""The comparison of the mission: every way to ask "whose name contains brad" over many people, one index, one run.

`python -m benchmarks.mission --documents 1000000 --matches 100000` draws people (people.py), indexes each name and
address in every way that is compared (ways.py) and prints how long each takes, for 25 hits and for all, and how large
each way's structures are. 60,000,000 documents is the full size; people are streamed, whatever the number.
"""
