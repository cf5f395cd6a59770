"""Metrics of places: boxes around points and shapes, their middle, lines through points."""
