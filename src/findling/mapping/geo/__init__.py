"""Notations of points and shapes, and the date line."""
