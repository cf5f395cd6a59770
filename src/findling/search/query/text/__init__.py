"""Queries over analyzed text: what match, multi_match, query_string and simple_query_string share; their syntaxes."""
