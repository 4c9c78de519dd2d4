// A session ends after 30 idle minutes (CJIS AC-11). Five minutes before, a polite notice says so and any key extends
// it; two minutes before it is said again. After the end the page is covered by banners and a sign-in, and comes back
// as it was, words and all, to the same person alone. Without script the server leads to the sign-in page.
import { send, token } from "./keep.mjs";

const MINUTE = 60_000;
const [WARN, AGAIN] = [5 * MINUTE, 2 * MINUTE];
const TELL = 4 * MINUTE; // somebody who types for an hour is not idle: the server hears of him this often
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("wf-session") : null;

let heard = Date.now(); // when the server last heard from this person
let acted = false;
let locked = false;
let said = "";

const body = () => document.body;
const notice = () => document.querySelector("[data-session-notice]");
const lock = () => document.getElementById("lock");

function hear() {
  heard = Date.now();
  acted = false;
  tell("");
}

function tell(words) {
  if (words === said) return;
  said = words;
  notice().hidden = !words;
  notice().querySelector("[data-words]").textContent = words;
}

async function extend() {
  const answer = await send("/people/session/", {}).catch(() => null);
  if (answer?.ok) { hear(); channel?.postMessage("heard"); }
  else if (answer?.status === 401) cover();
}

/** Cover the page; `then` is done once the same person is back. */
let afterwards = null;
export function cover(then = null) {
  afterwards = then ?? afterwards;
  if (locked) return;
  locked = true;
  tell("");
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  for (const old of lock().querySelectorAll(".banner")) old.remove();
  lock().prepend(document.querySelector("body > .banner--top").cloneNode(true));
  lock().append(document.querySelector("body > .banner--bottom").cloneNode(true));
  body().dataset.locked = "";
  lock().showModal();
}

async function back(event) {
  event.preventDefault();
  const form = event.target;
  const wrong = form.querySelector("[data-wrong]");
  const words = Object.fromEntries(new FormData(form));
  const { person, purpose, caseRef } = body().dataset;
  const answer = await send("/people/session/", { ...words, person, purpose, case: caseRef }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) {
    wrong.textContent = told?.text ?? "No connection. Your page is kept; try again.";
    form.passphrase.value = "";
    form.passphrase.focus();
    return;
  }
  if (!told.same) { location.assign("/"); return; }
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = told.token;
  form.reset();
  wrong.textContent = "";
  locked = false;
  delete body().dataset.locked;
  lock().close();
  hear();
  channel?.postMessage("heard");
  afterwards?.();
  afterwards = null;
}

function watch(length) {
  const idle = Date.now() - heard;
  if (locked) return;
  if (idle >= length) cover();
  else if (acted && idle >= TELL) extend();
  else if (idle >= length - WARN) {
    const minutes = idle >= length - AGAIN ? 2 : 5;
    tell(`Your session ends in ${minutes} minutes. Press any key to stay signed in.`);
  }
}

export function startSession() {
  const length = Number(body().dataset.session) * 1_000;
  if (!length || !lock() || !token()) return;
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, () => {
      if (locked) return;
      acted = true;
      if (said) extend();
    }, { capture: true });
  }
  channel?.addEventListener("message", () => { if (!locked) hear(); });
  channel?.postMessage("heard");
  // a second Esc closes a dialog whatever its page says: then it opens again, and what it covers is hidden meanwhile
  lock().addEventListener("cancel", (event) => event.preventDefault());
  lock().addEventListener("keydown", (event) => { if (event.key === "Escape") event.preventDefault(); });
  lock().addEventListener("close", () => { if (locked) lock().showModal(); });
  lock().querySelector("form").addEventListener("submit", back);
  setInterval(() => watch(length), 5_000);
  addEventListener("visibilitychange", () => watch(length)); // a machine that slept
}
