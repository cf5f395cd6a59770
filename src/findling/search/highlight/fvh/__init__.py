"""The fast vector highlighter: phrases are found among the terms of a text, and fragments laid around them.

`flattening` makes the phrases of a query, `phrase_map` their tree, `phrases` finds them in a text, `frag_list` says
where fragments are, `frag_writer` writes them. Source: Lucene's org.apache.lucene.search.vectorhighlight.
"""
