"""What everything stands on: errors, settings, units, clock, ids, breakers, Java patterns. Imports nothing of findling."""
