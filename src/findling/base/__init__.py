"""What everything stands on: errors, settings, units, clock, ids, breakers. Imports nothing of findling."""
