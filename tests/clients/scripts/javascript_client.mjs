// @elastic/elasticsearch: documents, bulk helper, search, errors.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const [url, folder] = process.argv.slice(2)
const { Client, errors } = createRequire(folder + '/')('@elastic/elasticsearch')
const client = new Client({ node: url })

assert.equal((await client.info()).tagline, 'You Know, for Search')
await client.indices.create({ index: 'cities', mappings: { properties: { name: { type: 'text' }, people: { type: 'long' } } } })
const datasource = Array.from({ length: 200 }, (_, n) => ({ name: `city ${n}`, people: n * 1000 }))
const outcome = await client.helpers.bulk({ datasource, onDocument: () => ({ index: { _index: 'cities' } }), refreshOnCompletion: true })
assert.equal(outcome.successful, 200)
const found = await client.search({
  index: 'cities', query: { match: { name: '7' } }, aggs: { people: { stats: { field: 'people' } } }
})
assert.equal(found.hits.hits[0]._source.people, 7000)
assert.equal(found.aggregations.people.count, 1)
await assert.rejects(client.get({ index: 'cities', id: 'none' }), error => error instanceof errors.ResponseError && error.statusCode === 404)
await client.indices.delete({ index: 'cities' })
console.log('ok')
