// Asks the browser for a passkey: to log in (button.passkey-login) or to add one (button.passkey-add).
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions(options) {
  const withIds = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = withIds(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = withIds(options.allowCredentials);
  return read;
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

async function post(url, fields) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function pressed(button) {
  const form = button.closest("form");
  const fields = Object.fromEntries(new FormData(form));
  const adds = button.classList.contains("passkey-add");
  const asked = await post(button.dataset.options, fields);
  const publicKey = readOptions(asked.options);
  const credential = await (adds ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  const done = await post(form.action, { ...fields, ticket: asked.ticket, credential: written(credential) });
  location.assign(done.location);
}

for (const button of document.querySelectorAll("button.passkey-login, button.passkey-add")) {
  if (!window.PublicKeyCredential) continue;
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    pressed(button).catch(() => { document.getElementById("passkey-fault").hidden = false; });
  });
}
