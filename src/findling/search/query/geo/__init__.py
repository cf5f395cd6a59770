"""Queries over points: within a distance, within a box."""
