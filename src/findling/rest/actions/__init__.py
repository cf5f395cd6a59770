"""Names of the actions that routes carry out: `of_streams` for data streams and lifecycles, `of_edges` for fleets.

All others still stand in rest/route_actions.py, which puts them together.
"""
