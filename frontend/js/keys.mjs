// Single-key shortcuts from data-key marks ("v", "g i", "Ctrl Enter", "Esc"). Never active while a field has the
// focus (but Esc and Ctrl combinations are), off or only with Alt by setting (WCAG 2.1.4), `?` lists them.
import { kept } from "./keep.mjs";
import { moveInList } from "./list.mjs";

const SEQUENCE = 1_000;
let pending = "";
let forget = 0;

const inField = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const named = (event) => {
  const key = { Escape: "Esc", " ": "Space" }[event.key] ?? event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl ${key}` : key;
};

function marked(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && shown(one));
}

function use(element) {
  if (element.matches("details")) element.open = !element.open;
  if (element.matches("input:not([type=submit]), select, textarea, [tabindex='-1']")) element.focus();
  else if (element.matches("details")) element.querySelector("summary").focus();
  else element.click();
}

export function isOff(event, key) {
  if (key.startsWith("Ctrl ") || key === "Esc") return false;
  const mode = kept("keys");
  return Boolean(inField(event.target)) || mode === "off" || (mode === "alt") !== event.altKey;
}

function take(event) {
  const key = named(event);
  if (event.defaultPrevented || isOff(event, key)) return;
  const whole = pending ? `${pending} ${key}` : key;
  clearTimeout(forget);
  pending = "";
  const element = marked(whole);
  if (element) {
    event.preventDefault();
    use(element);
  } else if (whole === "g") {
    pending = "g";
    forget = setTimeout(() => { pending = ""; }, SEQUENCE);
  } else if (moveInList(whole)) {
    event.preventDefault();
  }
}

function label(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  for (const hint of copy.querySelectorAll("kbd, .sr-only, .nav__count")) hint.remove();
  return copy.textContent.trim() || element.getAttribute("aria-label") || "";
}

function line(key, words) {
  const item = document.createElement("li");
  const keys = document.createElement("span");
  for (const one of key.split(" ")) {
    const kbd = document.createElement("kbd");
    kbd.textContent = one;
    keys.append(kbd, " ");
  }
  item.append(words, keys);
  return item;
}

function fill(list) {
  const rows = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (shown(element) && !element.closest("dialog")) rows.set(element.dataset.key, label(element));
  }
  if (document.querySelector("[role=listbox]")) rows.set("j k", "Move in the list");
  const own = (key) => key.startsWith("g ") || key === "/" || key === "?";
  const sorted = [...rows].sort(([a], [b]) => own(a) - own(b));
  list.replaceChildren(...sorted.map(([key, words]) => line(key, words)));
}

export function startKeys() {
  addEventListener("keydown", take);
  const dialog = document.getElementById("keys-help");
  const opener = document.querySelector("[data-opens-keys]");
  if (!dialog || !opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => { fill(dialog.querySelector("[data-key-list]")); dialog.showModal(); });
}
