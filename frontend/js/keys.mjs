// Single-key shortcuts from data-key marks ("v", "g i", "Ctrl Enter", "Esc"). Never active while a field has the
// focus (but Esc and Ctrl combinations are), off or only with Alt by setting, each to be given another sign
// (WCAG 2.1.4); `?` lists them, those of this page first. F6 goes from pane to pane.
import { kept, remapped } from "./keep.mjs";
import { moveInList } from "./list.mjs";
import { nextPane } from "./panes.mjs";

const SEQUENCE = 1_000;
const own = remapped();
let pending = "";
let forget = 0;

const inField = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
export const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const named = (event) => {
  const key = { Escape: "Esc", " ": "Space" }[event.key] ?? event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl ${key}` : key;
};

/** The sign that this person presses for a key of ours. */
export const pressed = (key) => own.get(key) ?? key;

/** The key of ours that a pressed sign stands for; "" where it was given away. */
export function ours(said) {
  for (const [key, sign] of own) if (sign === said) return key;
  return own.has(said) ? "" : said;
}

export const marks = () => {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].filter(shown);
};
const marked = (key) => marks().find((one) => one.dataset.key === key);
const begins = (sign) => marks().some((one) => pressed(one.dataset.key).startsWith(`${sign} `));

export function use(element) {
  if (element.matches("details")) element.open = !element.open;
  if (element.matches("input:not([type=submit]), select, textarea, [tabindex='-1']")) element.focus();
  else if (element.matches("details")) element.querySelector("summary").focus();
  else element.click();
}

export function isOff(event, key) {
  if (key.startsWith("Ctrl ") || key === "Esc" || key === "F6") return false;
  const mode = kept("keys");
  return Boolean(inField(event.target)) || mode === "off" || (mode === "alt") !== event.altKey;
}

function take(event) {
  const key = named(event);
  if (event.defaultPrevented || isOff(event, key)) return;
  if (key === "F6") {
    event.preventDefault();
    nextPane(event.shiftKey ? -1 : 1);
    return;
  }
  const sign = pending ? `${pending} ${key}` : key;
  clearTimeout(forget);
  pending = "";
  const whole = ours(sign);
  const element = whole && marked(whole);
  if (element) {
    event.preventDefault();
    use(element);
  } else if (begins(sign)) {
    pending = sign;
    forget = setTimeout(() => { pending = ""; }, SEQUENCE);
  } else if (whole && moveInList(whole)) {
    event.preventDefault();
  }
}

/** What an element is called; `whole` with the words that only a screen reader hears. */
export function label(element, { whole = false } = {}) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  for (const hint of copy.querySelectorAll(whole ? "kbd, .nav__count" : "kbd, .sr-only, .nav__count")) hint.remove();
  return copy.textContent.trim().replace(/\s+/g, " ") || element.getAttribute("aria-label") || "";
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

function fill(dialog) {
  const here = new Map();
  const everywhere = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!shown(element) || element.closest("dialog")) continue;
    const rows = element.closest("main") ? here : everywhere;
    rows.set(pressed(element.dataset.key), label(element));
  }
  if (document.querySelector("[role=listbox]")) here.set(`${pressed("j")} ${pressed("k")}`, "Move in the list");
  for (const [key, words] of [["Ctrl K", "Commands"], ["F6", "Next pane"], ["Esc", "Back"]]) everywhere.set(key, words);
  for (const [name, rows] of [["here", here], ["everywhere", everywhere]]) {
    const list = dialog.querySelector(`[data-keys-${name}]`);
    list.replaceChildren(...[...rows].map(([key, words]) => line(key, words)));
    list.previousElementSibling.hidden = rows.size === 0;
  }
}

/** The hints on buttons and in the strip show the signs that this person set. */
function showOwn() {
  if (own.size === 0) return;
  for (const kbd of document.querySelectorAll(".strip kbd, .bar kbd, main kbd:not(label > kbd)")) {
    if (own.has(kbd.textContent)) kbd.textContent = own.get(kbd.textContent);
  }
  for (const way of document.querySelectorAll(".nav [data-key]")) way.title = pressed(way.dataset.key);
}

export function startKeys() {
  addEventListener("keydown", take);
  showOwn();
  const dialog = document.getElementById("keys-help");
  const opener = document.querySelector("[data-opens-keys]");
  if (!dialog || !opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => { fill(dialog); dialog.showModal(); });
}
