"""java.util.regex: patterns and matchers over the house's translation of Java's syntax."""
