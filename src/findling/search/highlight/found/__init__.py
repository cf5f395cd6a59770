"""What of a query is found where in a text: terms, phrases, spans, intervals."""
