// Queries and subscriptions through clients of GraphQL as they are; says what each has got, one line of JSON for each.
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient as overEvents } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import { createHash } from "node:crypto";
import WebSocket from "ws";

const base = process.argv[2];
const url = `${base}/_graphql`;
const QUERY = '{posts(where: {title: {_match: "first"}}) {nodes {title}}}';
const CHANGES = "subscription ($after: Position) {posts_changes(after: $after) {node {title}}}";
const say = (client, got) => console.log(JSON.stringify({ client, got }));
const write = (title) =>
  fetch(`${base}/posts/_doc/${title}?refresh=true`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title }),
  });

await write("first");
const socket = () => overSocket({ url: url.replace("http", "ws"), webSocketImpl: WebSocket });
const clients = {
  "graphql-ws": socket(),
  "graphql-sse": overEvents({ url }),
  "graphql-sse, one connection": overEvents({ url: `${url}/stream`, singleConnection: true }),
};
for (const [name, client] of Object.entries(clients)) {
  const query = client.iterate({ query: QUERY });
  const title = (await query.next()).value.data.posts.nodes[0].title;
  const ended = (await query.next()).done;
  const changes = client.iterate({ query: CHANGES, variables: { after: -1 } });
  const next = async () => (await changes.next()).value.data.posts_changes.node.title;
  const old = await next();
  const written = `by ${name}`;
  await write(encodeURIComponent(written));
  let heard = await next();
  while (decodeURIComponent(heard) !== written) heard = await next();
  await changes.return();
  client.dispose();
  say(name, [title, ended, old, decodeURIComponent(heard) === written]);
}

const cache = () => new InMemoryCache();
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hashed = new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink({ uri: url }));
const apollo = new ApolloClient({ link: hashed, cache: cache() });
for (const name of ["Apollo Client", "Apollo Client, by hash"]) {
  const { data } = await apollo.query({ query: gql(QUERY), fetchPolicy: "no-cache" });
  say(name, data.posts.nodes[0].title);
}
const client = socket();
const live = new ApolloClient({ link: new GraphQLWsLink(client), cache: cache() });
await new Promise((resolve, reject) => {
  const asked = live.subscribe({ query: gql(CHANGES), variables: { after: -1 } }).subscribe({
    next: ({ data }) => {
      asked.unsubscribe();
      say("Apollo Client, subscription", data.posts_changes.node.title);
      resolve();
    },
    error: reject,
  });
});
client.dispose();
process.exit(0);
