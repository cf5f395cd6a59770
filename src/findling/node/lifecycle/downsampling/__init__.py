"""Downsampling: of an index of time series, another with one document for each series and interval.

`mapping` says what the fields become, `downsample` makes the index: each page of series and intervals is one search,
whose aggregations give the figures and whose newest hit gives the rest.
"""
