// The empty field form as it opens without a signal. Whose phone it is was noted when he opened it with one.
import { start } from "./fieldform.mjs";
import { whose } from "./fieldstore.mjs";

const form = document.querySelector("[data-field-report]");
const closed = document.querySelector("[data-field-closed]");

if (whose()) {
  document.body.dataset.person = whose();
  closed.hidden = true;
  form.hidden = false;
  start(form);
}
addEventListener("online", () => { document.querySelector("[data-field-online]").hidden = false; });
