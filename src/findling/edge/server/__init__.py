"""The nats-server beside an edge or a hub: `configuration` writes what it reads, `running` runs and connects to it."""
