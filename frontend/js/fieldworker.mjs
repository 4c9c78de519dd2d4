// The worker of the field form, and of nothing else: it lets the form open without a signal, and sends what waits once
// the signal is back, also where the page was closed. It keeps the empty form with its sheets and scripts, which hold
// nothing of anybody; what an officer typed lies beside it (fieldstore.mjs) and goes at sign-out.
import { sendAll } from "./fieldsend.mjs";
import { waiting } from "./fieldstore.mjs";

const HERE = "/report/field/";
const SHELL = "/report/field/shell/";
const NAME = "watchfloor.field";
const GATEWAY = new Set([502, 504]); // what stands before the center answers for it
const BUILT = /^\/static\/built\/[\w./-]+$/;

/** The empty form and every file of ours that it names, anew. */
async function refresh() {
  const store = await caches.open(NAME);
  const page = await fetch(SHELL, { credentials: "omit" });
  if (!page.ok || page.redirected) return;
  const text = await page.clone().text();
  const named = [...text.matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)].map(([, path]) => path).filter((path) => BUILT.test(path));
  const files = new Set(named);
  for (const sheet of named.filter((path) => path.endsWith(".css"))) {
    const said = await (await fetch(sheet)).text();
    for (const [, font] of said.matchAll(/url\(["']?([\w./-]+\.woff2)/g)) files.add(new URL(font, new URL(sheet, location)).pathname);
  }
  await store.addAll([...files]);
  await store.put(SHELL, page);
}

async function form(request, event) {
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(refresh().catch(() => {}));
    return GATEWAY.has(answer.status) ? await caches.match(SHELL) ?? answer : answer;
  } catch (away) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw away;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (away) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw away;
  }
}

async function session() {
  const answer = await fetch("/people/session/");
  return answer.ok && !answer.redirected ? answer.json() : null;
}

/** Sends as who is signed in, and only what is his; what cannot go stays, and the browser asks again later. */
async function send() {
  const said = await session();
  if (!said?.person) return; // signed out: it goes when he opens the form again
  const renew = async () => {
    const again = await session();
    return again?.person === said.person ? again.token : "";
  };
  await sendAll(said.person, { token: said.token, renew });
  if ((await waiting(said.person)).some((one) => !one.refused)) throw new Error("some still waits");
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(refresh());
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => {
  if (event.tag === NAME) event.waitUntil(send());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === HERE) event.respondWith(form(request, event));
  else if (BUILT.test(pathname)) event.respondWith(file(request));
});
