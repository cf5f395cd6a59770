"""Dates without their texts: calendar arithmetic, zones, names of months and days, Java's patterns as elements."""
