"""A hub of edges: `service` lets them in and knows which are there, `documents` indexes what they send."""
