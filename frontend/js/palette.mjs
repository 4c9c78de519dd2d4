// Ctrl K: every way of the navigation and every act of this page, taken from the page itself, so that nothing shows
// that its reader does not have. Type to filter, arrows to choose, Enter to do it.
import { label, pressed, shown, use } from "./keys.mjs";

const ACTS = "main :is(a.button, button.button, summary, [data-key])";
const FRAME = ".bar :is([data-key], .purpose summary, .purpose > a, button), .strip [data-key]";
const dialog = () => document.getElementById("palette");

function found() {
  const ways = [...document.querySelectorAll(".nav a")].map((element) => ({ element, words: `Go to ${label(element)}` }));
  const acts = (which) => [...document.querySelectorAll(which)]
    .filter((element) => shown(element) && element.getAttribute("aria-disabled") !== "true")
    .map((element) => ({ element, words: label(element, { whole: true }) }));
  const once = new Map();
  for (const one of [...acts(ACTS), ...ways, ...acts(FRAME)]) if (one.words && !once.has(one.words)) once.set(one.words, one);
  return [...once.values()];
}

function option({ element, words }, number) {
  const item = document.createElement("li");
  item.id = `command-${number}`;
  item.setAttribute("role", "option");
  item.append(words);
  if (element.dataset.key) {
    const kbd = document.createElement("kbd");
    kbd.textContent = pressed(element.dataset.key);
    item.append(kbd);
  }
  return item;
}

/** Every word that was typed stands somewhere in the command, in any order. */
const fits = (words, typed) => typed.toLowerCase().split(/\s+/).every((part) => words.toLowerCase().includes(part));

function start(box, input, list, none) {
  let commands = [];
  let rows = [];
  let at = 0;
  const choose = (to) => {
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    input.setAttribute("aria-activedescendant", rows[at]?.id ?? "");
    rows[at]?.scrollIntoView({ block: "nearest" });
  };
  const filter = () => {
    const left = commands.filter((one) => fits(one.words, input.value.trim()));
    rows = left.map((one, number) => Object.assign(option(one, number), { command: one.element }));
    list.replaceChildren(...rows);
    none.hidden = rows.length > 0;
    choose(0);
  };
  const go = (row) => {
    box.close();
    if (row) use(row.command);
  };
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    if (step) choose(at + step);
    else go(rows[at]);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) go(row);
  });
  return () => {
    commands = found();
    input.value = "";
    box.showModal();
    filter();
    input.focus();
  };
}

export function startPalette() {
  const box = dialog();
  if (!box) return;
  const open = start(box, box.querySelector("input"), box.querySelector("[role=listbox]"), box.querySelector("[data-none]"));
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (box.open) box.close();
    else if (!document.querySelector("dialog[open]")) open();
  });
  for (const button of document.querySelectorAll("[data-opens-palette]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
}
