"""Names of the actions that routes carry out, one file for a family of routes; `route_actions` puts them together."""
