// A list of links becomes a listbox: one tab stop, j k and arrows move, the preview follows at once from the
// page already loaded, o or Enter opens. Without script the links lead to the same previews by reload.
// Marks: [data-list] on the <ul>; on each row's link data-preview (id of its preview), data-open (address), and
// data-fetch (address of the whole preview). [data-folds] opens a wave; its rows carry data-member.
// [data-keeps-place] keeps the scroll of the list for the next page at this address.
import { startTicks, tickRow } from "./ticks.mjs";
import { complete } from "./preview.mjs";

function row(link) {
  const option = link.closest("li");
  option.setAttribute("role", "option");
  option.id ||= `option-${link.dataset.preview}`;
  option.dataset.preview = link.dataset.preview;
  option.dataset.open = link.dataset.open;
  option.dataset.address = link.getAttribute("href");
  if (link.dataset.fetch) option.dataset.fetch = link.dataset.fetch;
  if (link.dataset.wave) option.dataset.wave = link.dataset.wave;
  option.setAttribute("aria-selected", String(link.hasAttribute("aria-current")));
  link.removeAttribute("aria-current");
  link.removeAttribute("href");
  option.querySelector("[data-folds]")?.removeAttribute("href");
  return option;
}

function select(list, options, chosen) {
  for (const option of options) {
    option.setAttribute("aria-selected", String(option === chosen));
    const preview = document.getElementById(option.dataset.preview);
    if (preview) preview.hidden = option !== chosen;
  }
  list.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
  history.replaceState(history.state, "", chosen.dataset.address);
  complete(chosen);
}

function fold(list, wave, open) {
  for (const member of list.querySelectorAll(`[data-member="${wave}"]`)) member.hidden = !open;
  const way = list.querySelector(`[data-folds="${wave}"]`);
  if (way) way.textContent = open ? "Fold" : `Show its ${list.querySelectorAll(`[data-member="${wave}"]`).length + 1}`;
}

const isOpen = (list, wave) => !list.querySelector(`[data-member="${wave}"]`)?.hidden;
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function keepPlace(list) {
  const name = `scroll ${location.pathname} ${new URLSearchParams([...new URLSearchParams(location.search)].filter(([key]) => key !== "item" && key !== "wave"))}`;
  list.scrollTop = Number(sessionStorage.getItem(name) ?? 0);
  addEventListener("pagehide", () => sessionStorage.setItem(name, String(list.scrollTop)));
}

function start(list) {
  const all = [...list.querySelectorAll("a[data-preview]")].map(row);
  if (!all.length) return;
  const shown = () => all.filter((option) => !option.hidden);
  const current = () => all.find((option) => option.getAttribute("aria-selected") === "true") ?? all[0];
  const go = (options, to) => select(list, all, options[Math.min(options.length - 1, Math.max(0, to))]);
  const by = (step) => { const options = shown(); go(options, options.indexOf(current()) + step); };
  list.setAttribute("role", "listbox");
  list.tabIndex = 0;
  for (const head of list.querySelectorAll("li:not([role])")) head.setAttribute("role", "presentation");
  list.setAttribute("aria-activedescendant", current().id);
  startTicks(list, all); // first: it folds the bar under the list, and the list has its height only then
  if ("keepsPlace" in list.dataset) keepPlace(list);
  current().scrollIntoView({ block: "nearest" });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.target.closest(".row__tick")) return;
    if (event.target.closest("[data-folds]")) fold(list, option.dataset.wave, !isOpen(list, option.dataset.wave));
    select(list, all, option);
  });
  list.addEventListener("dblclick", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && !event.target.closest(".row__tick, [data-folds]")) location.assign(option.dataset.open);
  });
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== list) return;
    const { wave } = current().dataset;
    if (event.key === "Enter") location.assign(current().dataset.open);
    else if (event.key === "Home") go(shown(), 0);
    else if (event.key === "End") go(shown(), shown().length);
    else if (event.key.startsWith("Arrow") && event.key in STEPS) by(STEPS[event.key]);
    else if (wave && (event.key === "ArrowRight" || event.key === "ArrowLeft")) fold(list, wave, event.key === "ArrowRight");
    else return;
    event.preventDefault();
  });
  list.moveBy = (key) => by(STEPS[key]);
  list.tick = (range) => tickRow(list, shown(), current(), range);
  list.after = () => { const options = shown(); return options[options.indexOf(current()) + 1] ?? options[options.indexOf(current()) - 1]; };
}

/** Forms of a preview lead back to where the reader is, or on to the next item. */
function leadBack(event) {
  const form = event.target;
  const back = form.querySelector("input[name=back]");
  if (!back) return;
  back.value = location.pathname + location.search;
  const next = new URL(document.querySelector("[data-list][role=listbox]")?.after()?.dataset.address ?? "", location.href).searchParams.get("item");
  if (!("onward" in form.dataset) || !next) return;
  const field = form.querySelector("input[name=next]") ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "next" }));
  field.value = next;
}

export function startLists() {
  for (const list of document.querySelectorAll("[data-list]")) start(list);
  addEventListener("submit", leadBack, { capture: true }); // before anything sends the form
}

/** Rows of a table that lead on ([data-moves]): j k move the focus from one row's link to the next, Enter follows it. */
function moveInTable(key) {
  const links = [...document.querySelectorAll("[data-moves] tbody tr")].map((row) => row.querySelector("a[href]")).filter(Boolean);
  if (!links.length || !(key === "j" || key === "k")) return false;
  const now = links.indexOf(document.activeElement);
  links[now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + STEPS[key]))].focus();
  return true;
}

/** j k and x from anywhere on the page; true when a list took them. */
export function moveInList(key) {
  const list = document.querySelector("[data-list][role=listbox]");
  if (!list) return moveInTable(key);
  if (key === "j" || key === "k") list.moveBy(key);
  else if ((key === "x" || key === "X") && list.querySelector(".row__tick")) list.tick(key === "X");
  else return false;
  return true;
}
