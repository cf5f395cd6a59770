"""Rank evaluation: how good the hits of searches are, measured by documents that people have rated.

`rated_request` reads the searches with their ratings, `templates` the searches that are templates, `metrics` has a file
for each way to measure, `rank_eval` runs the searches and puts the answer together.
"""
