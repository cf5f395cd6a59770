"""A chain of events about what goes wrong: slow searches become objects, objects become alerts.

`slow_log` keeps the lines of an index's slow log (its settings say what is slow) as objects of a bucket; `functions`
take these objects, and the dead letters of indexing, and publish what they say to a topic of SNS.
"""
