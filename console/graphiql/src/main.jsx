import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./page.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

// the page says at which path it asks: a declared schema has one of its own
const endpoint = new URL(document.querySelector("meta[name=findling-endpoint]")?.content ?? "./_graphql", location.href);
const socket = new URL(endpoint);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";

const fetcher = createGraphiQLFetcher({ url: endpoint.href, subscriptionUrl: socket.href });
createRoot(document.getElementById("graphiql")).render(<GraphiQL fetcher={fetcher} />);
