"""Privileges: names of sets of actions, over the cluster and over indices."""
