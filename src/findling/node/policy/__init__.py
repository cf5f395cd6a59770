"""Policies at work in a node: `decision_index` keeps what was decided, `bundle_source` brings bundles from elsewhere.

Rules, engines and decisions themselves are of `findling.policy`.
"""
