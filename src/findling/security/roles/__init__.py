"""Roles: how they are written (`parse`, `validate`, `descriptor`), those that every node has (`reserved`), and what
several grant together (`permission`)."""
