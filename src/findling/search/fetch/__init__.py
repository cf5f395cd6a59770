"""Fetch: from the documents of a page to the hits of the response.

The fetch phase of a search makes a `HitBuilder` (`hits`), which reads ids and sources of all hits at once and lets the
other files add what was asked for: `field_values` (docvalue_fields), `source_values` (fields, stored_fields),
`inner_hits`, explanations, `matched_queries`.
"""
