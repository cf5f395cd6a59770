"""Actions that tell how things are: statistics of indices and nodes, health, allocation, tasks, cluster settings."""
