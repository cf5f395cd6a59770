"""Functions that make scores of what documents hold: numbers, dates, points, chance.

A `score_function.ScoreFunction` is what a request says; `resolved` with a ShardContext it is bound to fields and
computes the factors of many documents of a segment at once. `function_weight` combines them with the score of a query.
Not for queries: function_score is one, and stands with the others.
"""
