"""Queries that make scores of what documents hold: numbers, dates, points, features, chance; and of a choice of them.

`function_score` changes the scores of a query by functions: a `score_function.ScoreFunction` is what a request says;
`resolved` with a ShardContext it is bound to fields and computes the factors of many documents of a segment at once,
which `function_weight` combines with scores. `distance_feature` and `rank_feature` score by one value, `pinned` puts
chosen documents before all others, `boosting` others behind, and `terms_set` asks a number how many terms it takes.
"""
