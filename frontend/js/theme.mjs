// Light or dark, text size, room between rows. Controls: a button [data-theme-switch]; selects and radios
// named wf_theme, wf_size, wf_room, wf_keys in the settings dialog.
import { keep, kept } from "./keep.mjs";

const root = document.documentElement;
const isDark = () => root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

function apply(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
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
