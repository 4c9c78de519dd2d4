// A report from the field survives a lost signal (fieldform.mjs, on its own page). On every page: what an officer left on
// this phone goes at sign-out, and when another person signs in.
import { forget, whose } from "./fieldstore.mjs";

function leave(event) {
  const form = event.target;
  event.preventDefault();
  forget().finally(() => HTMLFormElement.prototype.submit.call(form));
}

export function startField() {
  const { person } = document.body.dataset;
  if (person && whose() && whose() !== person) forget();
  for (const out of document.querySelectorAll('form[action="/people/logout/"]')) out.addEventListener("submit", leave);
  const form = document.querySelector("[data-field-report]");
  if (form && globalThis.indexedDB) import("./fieldform.mjs").then(({ start }) => start(form));
}
