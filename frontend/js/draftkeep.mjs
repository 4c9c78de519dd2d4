// No word is lost to a server that is away: forms with words in them are sent by script, and what could not be sent
// stays on the page, in memory alone, until one act sends it. The desk writes nothing of a record to the browser's disk.
import { cover } from "./session.mjs";

const LOOK_AGAIN = 5_000;
const WORDS = "textarea, input[type=text], input[type=file]";
const kept = new Map(); // form -> the button it was sent with
let since = "";
let looking = 0;

const clock = () => new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.querySelector("[data-clock]")?.dataset.zone }).format(new Date());
const keeps = (form) => form.matches("[data-keeps]") || (form.closest("main") && form.querySelector(WORDS));

function strip() {
  const line = document.querySelector(".strip");
  const words = line?.querySelector("[data-strip-words]");
  if (!words) return;
  line.dataset.before ??= words.textContent;
  line.classList.toggle("strip--stale", Boolean(since));
  const waits = kept.size ? ` Your text is kept; ${kept.size} change${kept.size === 1 ? "" : "s"} wait${kept.size === 1 ? "s" : ""}.` : " You read what was loaded.";
  words.textContent = since ? `No connection since ${since}.${waits}` : line.dataset.before;
}

function note(form, text, again) {
  let line = form.previousElementSibling?.matches("[data-kept]") ? form.previousElementSibling : null;
  if (!line) {
    line = document.createElement("div");
    line.className = "notice notice--warning";
    line.dataset.kept = "";
    line.setAttribute("role", "alert");
    form.before(line);
  }
  const words = document.createElement("span");
  words.textContent = `${text} `;
  line.replaceChildren(words);
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Send it again";
    button.addEventListener("click", () => post(form, kept.get(form)));
    line.append(button);
    button.focus();
  }
}

async function look() {
  const answer = await fetch("/healthz", { credentials: "omit", cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    since = "";
    for (const form of kept.keys()) note(form, "The server answers again. Your text is kept on this page.", true);
  } else {
    since ||= clock();
    looking = setTimeout(look, LOOK_AGAIN);
  }
  strip();
}

function keep(form, button, text) {
  kept.set(form, button);
  note(form, text, true);
  clearTimeout(looking);
  looking = setTimeout(look, LOOK_AGAIN);
  strip();
}

/** A path with a fragment that is this very page's would only scroll: then the page is read anew. */
function go(to) {
  const here = to.hash && to.pathname === location.pathname && to.search === location.search;
  location.assign(to);
  if (here) location.reload();
}

/** The server answers and refused: nothing was changed, and the browser itself fetches the page that says why. */
function hand(form, button) {
  kept.clear();
  if (button?.name) {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(pressed);
  }
  HTMLFormElement.prototype.submit.call(form);
}

/** Another tab signed in anew: the token of this page is old. A new one, and the words go out once more. */
export async function renew(form) {
  const answer = await fetch("/people/session/").catch(() => null);
  const said = answer?.ok && !answer.redirected ? await answer.json() : null;
  if (said?.person !== document.body.dataset.person) return false;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = said.token;
  return Boolean(form.isConnected);
}

async function post(form, button, again = false) {
  const body = new FormData(form, button?.isConnected ? button : undefined);
  const where = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  const urlencoded = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
  let answer;
  form.setAttribute("aria-busy", "true");
  try {
    answer = await fetch(where, { method: "POST", body: urlencoded, headers: { "X-Desk": "sent" } });
  } catch {
    since ||= clock();
    keep(form, button, `Not sent: no connection since ${since}. Your text is kept on this page.`);
    return;
  } finally {
    form.removeAttribute("aria-busy");
  }
  if (answer.status === 500) {
    keep(form, button, "This failed at the server. Your text is kept on this page; nothing of it was written.");
  } else if (answer.status > 500) {
    keep(form, button, "Not sent: the ledger cannot be written right now. Your text is kept on this page.");
  } else if (answer.redirected && new URL(answer.url).pathname === "/people/login/") {
    kept.set(form, button);
    cover(() => post(form, button));
  } else if (answer.status === 403 && answer.headers.get("X-Desk") === "token" && !again && await renew(form)) {
    await post(form, button, true);
  } else if (answer.headers.get("Content-Type")?.includes("json")) {
    kept.clear();
    go(new URL((await answer.json()).to, location.href));
  } else {
    hand(form, button);
  }
}

export function startDrafts() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !keeps(form)) return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) post(form, event.submitter);
  });
  addEventListener("beforeunload", (event) => { if (kept.size) event.preventDefault(); });
  addEventListener("offline", look);
  addEventListener("online", look);
  setInterval(() => {
    const typing = document.activeElement?.matches?.("main textarea, main input");
    if (typing && !since && document.visibilityState === "visible") look();
  }, 30_000);
}
