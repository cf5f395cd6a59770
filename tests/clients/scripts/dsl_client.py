"""elasticsearch-dsl: a document class, its index, searches and aggregations."""

import sys
from datetime import datetime

from elasticsearch_dsl import Date, Document, GeoPoint, Integer, Keyword, Search, Text, connections

connections.create_connection(hosts=[sys.argv[1]])


class Article(Document):
    title = Text(analyzer="standard", fields={"raw": Keyword()})
    tags = Keyword(multi=True)
    published = Date()
    lines = Integer()
    place = GeoPoint()

    class Index:
        name = "articles"
        settings = {"number_of_shards": 2}  # noqa: RUF012


Article.init()
for number in range(20):
    article = Article(
        meta={"id": number}, title=f"Article {number}", tags=["even" if number % 2 == 0 else "odd", "all"]
    )
    article.published = datetime(2024, 1, 1 + number)
    article.lines = number
    article.place = {"lat": 50 + number / 10, "lon": 8}
    article.save()
Article._index.refresh()

assert Article.get(id=3).title == "Article 3"
search = Article.search().query("match", title="article").filter("term", tags="even").sort("-lines")[:5]
search.aggs.bucket("per_week", "date_histogram", field="published", calendar_interval="week").metric(
    "lines", "sum", field="lines"
)
response = search.execute()
assert response.hits.total.value == 10
assert [hit.lines for hit in response] == [18, 16, 14, 12, 10]
assert sum(bucket.lines.value for bucket in response.aggregations.per_week.buckets) == 90
assert Search(index="articles").query("geo_distance", distance="12km", place={"lat": 50, "lon": 8}).count() == 2
assert Article.search().exclude("term", tags="odd").count() == 10
assert sum(1 for _ in Article.search().scan()) == 20
Article.get(id=3).update(lines=300)
assert Article.get(id=3).lines == 300
Article.get(id=3).delete()
Article._index.delete()
print("ok")
