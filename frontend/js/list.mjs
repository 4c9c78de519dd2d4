// A list of links becomes a listbox: one tab stop, j k and arrows move, the preview follows at once from the
// page already loaded, o or Enter opens. Without script the links lead to the same previews by reload.
// Marks: [data-list] on the <ul>; on each row's link data-preview (id of its preview) and data-open (address).

function row(link) {
  const option = link.closest("li");
  option.setAttribute("role", "option");
  option.id ||= `option-${link.dataset.preview}`;
  option.dataset.preview = link.dataset.preview;
  option.dataset.open = link.dataset.open;
  option.dataset.address = link.getAttribute("href");
  option.setAttribute("aria-selected", String(link.hasAttribute("aria-current")));
  link.removeAttribute("aria-current");
  link.removeAttribute("href");
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
  history.replaceState(null, "", chosen.dataset.address);
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function start(list) {
  const options = [...list.querySelectorAll("a[data-preview]")].map(row);
  if (!options.length) return;
  const at = () => Math.max(0, options.findIndex((option) => option.getAttribute("aria-selected") === "true"));
  const target = { Home: () => 0, End: () => options.length - 1 };
  list.setAttribute("role", "listbox");
  list.tabIndex = 0;
  for (const head of list.querySelectorAll("li:not([role])")) head.setAttribute("role", "presentation");
  list.setAttribute("aria-activedescendant", options[at()].id);
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) select(list, options, option);
  });
  list.addEventListener("dblclick", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.open);
  });
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = event.key in STEPS && event.key.startsWith("Arrow") ? at() + STEPS[event.key] : target[event.key]?.();
    if (event.key === "Enter") location.assign(options[at()].dataset.open);
    if (to === undefined) return;
    event.preventDefault();
    select(list, options, options[Math.min(options.length - 1, Math.max(0, to))]);
  });
  list.moveBy = (key) => select(list, options, options[Math.min(options.length - 1, Math.max(0, at() + STEPS[key]))]);
}

export function startLists() {
  for (const list of document.querySelectorAll("[data-list]")) start(list);
}

/** j and k from anywhere on the page; true when a list took them. */
export function moveInList(key) {
  const list = document.querySelector("[data-list][role=listbox]");
  if (!list || !(key === "j" || key === "k")) return false;
  list.moveBy(key);
  return true;
}
