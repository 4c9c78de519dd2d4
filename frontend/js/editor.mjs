// The editor of a draft: what the words in the open form would do to marks, checks and audiences, shown while one
// types (the server decides; this asks it), and the keys that work with Alt while typing. Without it all is the same
// once the form is kept.
import { kept } from "./keep.mjs";

const QUIET = 500;
const LIVE = ["live-no", "live-mark", "live-checks", "live-conflicts", "live-audience"];
const form = document.getElementById("edit");
let timer = 0;
let asked = 0;

function put(page) {
  for (const id of LIVE) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old && fresh.innerHTML !== old.innerHTML) {
      old.className = fresh.className;
      old.replaceChildren(...fresh.childNodes);
    }
  }
  for (const where of ["top", "bottom"]) {
    const fresh = page.querySelector(`.banner--${where}`);
    const old = document.querySelector(`.banner--${where}`);
    if (fresh && old && fresh.innerHTML !== old.innerHTML) old.replaceWith(fresh);
  }
}

async function weigh() {
  const mine = ++asked;
  try {
    const answer = await fetch(form.dataset.weigh, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok || mine !== asked) return;
    put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // away for a moment: the next keystroke asks again, and keeping decides anew
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(weigh, QUIET);
}

function judged() {
  const judgment = form.elements.kind.value === "judgment";
  for (const name of ["likelihood", "confidence"]) form.elements[name].closest(".field").hidden = !judgment;
  const rests = form.querySelector("details.fold");
  if (rests) rests.hidden = !judgment;
}

// the room that the words take: no scroll bar inside a statement
function grow(area) {
  area.rows = Math.max(3, area.value.split("\n").length);
  while (area.scrollHeight > area.clientHeight + 2 && area.rows < 40) area.rows += 1;
}

function press(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || kept("keys") === "off") return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const to = document.querySelector(`[data-alt="${CSS.escape(name)}"]`);
  if (!to) return;
  event.preventDefault();
  if (to.matches("input")) to.focus();
  else if (to.matches("details")) { to.open = true; to.querySelector("input:not([type=hidden])").focus(); }
  else to.click();
}

// after the load: going to the fragment of an address takes the focus away
function begin() {
  if (document.querySelector(".error-summary") === null) form.elements.text.focus({ preventScroll: true });
  form.closest(".statement")?.scrollIntoView({ block: "center" });
}

if (form) {
  // fields at the side belong to the form too, so the events are heard on the page
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.form !== form) return;
      if (event.target.name === "kind") judged();
      if (event.target.matches("textarea")) grow(event.target);
      soon();
    });
  }
  judged();
  grow(form.elements.text);
  addEventListener("keydown", press);
  if (document.readyState === "complete") begin();
  else addEventListener("load", () => setTimeout(begin));
}
