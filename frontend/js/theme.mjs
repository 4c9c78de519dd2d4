// Light or dark, text size, room between rows, keys. Controls: a button [data-theme-switch]; selects marked
// [data-setting] in the dialog of keys. What is chosen holds at once and is kept for the person.
import { keep, kept } from "./keep.mjs";

const root = document.documentElement;
const isDark = () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

function apply(name, value) {
  if (name !== "keys") {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  }
  keep(name, value);
}

export function startTheme() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => apply("theme", isDark() ? "light" : "dark"));
  }
  for (const field of document.querySelectorAll("[data-setting]")) {
    const name = field.dataset.setting;
    field.value = kept(name);
    field.addEventListener("change", () => apply(name, field.value));
  }
}
