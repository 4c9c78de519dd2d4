// A report from the field survives a lost signal (fieldform.mjs, on its own page). On every page: what waits on this
// phone goes at sign-out.
import { forget } from "./fieldstore.mjs";

const OLD = "watchfloor.field"; // where the words lay before the photos came

function leave(event) {
  const form = event.target;
  event.preventDefault();
  localStorage.removeItem(OLD);
  forget().finally(() => HTMLFormElement.prototype.submit.call(form));
}

export function startField() {
  for (const out of document.querySelectorAll('form[action="/people/logout/"]')) out.addEventListener("submit", leave);
  const form = document.querySelector("[data-field-report]");
  if (form && globalThis.indexedDB) import("./fieldform.mjs").then(({ start }) => start(form));
}
