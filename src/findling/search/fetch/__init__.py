"""Fetch: from the documents of a page to the hits of the response.

`fetch_phase` (phases.py) calls `hits_of` (fetch/hits.py), which reads ids and sources of all hits at once and lets
the other files add what was asked for: `field_values` (fields, docvalue_fields), `inner_hits`, explanations, matched
queries.
"""
