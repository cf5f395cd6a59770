"""Edges and their hub as tests run them: real nodes with real nats-servers, devices of real MQTT clients."""
