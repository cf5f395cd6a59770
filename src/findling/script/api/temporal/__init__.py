"""The values of java.time: dates, times, instants, zones, amounts, and what writes and reads them.

`fields` has units and fields, `base.Temporal` what all points in time can do by them; one file each has the classes of
dates, times and both together. `formatter` prints and parses by the elements of a pattern, `parsed` is what was read.
"""
