"""One suggester a file: its members, and what it finds on a shard."""
