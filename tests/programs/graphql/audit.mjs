// The audit suite of graphql-http: what the draft GraphQL over HTTP says a server must, should and may do.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: `${process.argv[2]}/_graphql`, fetchFn: fetch });
const failed = results.filter((result) => result.status !== "ok");
for (const { status, id, name, reason } of failed) console.log(status, id, name, reason);
console.log(JSON.stringify({ audits: results.length, failed: failed.length }));
process.exit(0);
