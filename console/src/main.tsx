import "./style.css";

import { createRoot } from "react-dom/client";

import { finishLogin } from "./core/provider";
import { logIn, proven, tellFailure } from "./core/session";
import { App } from "./ui/app";

void finishLogin().then(async ({ isDone, credentials }) => {
  if (isDone) return;
  if (credentials) await proven(credentials).then(logIn, tellFailure);
  createRoot(document.getElementById("app")!).render(<App />);
});
