"""What everything stands on: errors, settings, units, clock, ids, Java patterns. Imports nothing of findling."""
