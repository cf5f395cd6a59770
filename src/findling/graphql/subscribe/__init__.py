"""Subscriptions: what becomes searchable, as events that are answered like queries."""
