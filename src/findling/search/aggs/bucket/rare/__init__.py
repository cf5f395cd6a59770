"""Terms that few documents have, and how they are found without losing track of those that many shards have."""
