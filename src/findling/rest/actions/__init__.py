"""Names of the actions that routes carry out: `of_streams` has those of data streams and lifecycles, `of_edges` those of fleets.

All others still stand in rest/route_actions.py, which puts them together.
"""
