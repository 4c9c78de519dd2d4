// A field report survives a lost signal: it lies in this browser's own storage until the center confirms it. Nothing but
// the officer's own unsent words is kept; they go when they are confirmed, when another person signs in, and at sign-out.
import { renew } from "./draftkeep.mjs";

const KEPT = "watchfloor.field";
const AGAIN = 10_000;
const OWN = new Set(["csrfmiddlewaretoken", "waited", "key"]);
let form;
let sending = false;
let to = "";

const owner = () => document.body.dataset.person;
const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]").filter((one) => one.owner === owner());
const keep = (all) => (all.length ? localStorage.setItem(KEPT, JSON.stringify(all)) : localStorage.removeItem(KEPT));

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function show(words = "") {
  const all = kept();
  const line = document.querySelector("[data-field-waits]");
  const list = document.querySelector("[data-field-list]");
  line.hidden = !all.length;
  list.hidden = !all.length;
  const many = `${all.length} report${all.length === 1 ? " waits" : "s wait"} on this phone`;
  line.querySelector("[data-field-words]").textContent = words || `${many} and ${all.length === 1 ? "goes" : "go"} out by ${all.length === 1 ? "itself" : "themselves"}.`;
  list.replaceChildren(...all.map((one) => {
    const item = document.createElement("li");
    const said = document.createElement("span");
    said.dir = "auto";
    said.textContent = `${new Date(one.written).toLocaleTimeString()} ${new Map(one.said).get("narrative") ?? ""}`.slice(0, 120);
    item.append(said, one.refused ? button("Open it to mend it", () => mend(one)) : "");
    return item;
  }));
}

/** The words of a report that was not taken go back into the form and to the server, which says what to mend. */
function mend(one) {
  fill(one);
  keep(kept().filter((other) => other.id !== one.id));
  HTMLFormElement.prototype.submit.call(form);
}

function fill(one) {
  form.reset();
  for (const [name, value] of one.said) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  form.elements.key.value = one.id;
  form.elements.waited.value = String(Date.now() - one.written);
}

function body(one) {
  const made = new URLSearchParams(one.said);
  made.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  made.set("key", one.id);
  made.set("waited", String(Date.now() - one.written)); // both by the clock of this phone: how wrong it is does not matter
  return made;
}

/** "sent", "refused", or "waits" with what to say. */
async function send(one, again = false) {
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: body(one), headers: { "X-Desk": "sent" } });
  } catch {
    return ["waits", ""];
  }
  if (answer.redirected) return ["waits", "You are signed out. Sign in on another tab; your report is kept and goes out then."];
  if (answer.headers.get("Content-Type")?.includes("json")) {
    to = (await answer.json()).to;
    return ["sent", ""];
  }
  if (answer.status === 403 && answer.headers.get("X-Desk") === "token" && !again && await renew(form)) return send(one, true);
  return answer.status >= 500 ? ["waits", "The center cannot take it right now. Your report is kept and goes out by itself."] : ["refused", ""];
}

async function sendAll() {
  if (sending || !kept().length) return;
  sending = true;
  let words = "";
  for (const one of kept().filter((each) => !each.refused)) {
    const [came, text] = await send(one);
    if (came === "waits") {
      words = text;
      break;
    }
    const rest = kept().filter((each) => each.id !== one.id);
    keep(came === "sent" ? rest : [...rest, { ...one, refused: true }]);
    if (came === "refused") words = "The center did not take a report. Open it to see what to mend.";
  }
  sending = false;
  show(words);
  if (to && !kept().length) location.assign(new URL(to, location.href));
}

function file(event) {
  event.preventDefault();
  const said = [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && value !== "");
  const id = form.elements.key.value || crypto.randomUUID();
  try {
    keep([...kept(), { id, owner: owner(), written: Date.now(), said }]);
  } catch {
    HTMLFormElement.prototype.submit.call(form); // a full or forbidden storage: straight to the center
    return;
  }
  form.reset();
  form.elements.key.value = "";
  document.querySelector("[data-field-where]").textContent = "";
  show();
  document.querySelector("[data-field-waits]").scrollIntoView({ block: "center" });
  sendAll();
}

function here() {
  const told = document.querySelector("[data-field-where]");
  told.textContent = "Looking…";
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(6);
    form.elements.lon.value = coords.longitude.toFixed(6);
    form.elements.radius_m.value = String(Math.ceil(coords.accuracy));
    told.textContent = `Here, within ${Math.ceil(coords.accuracy)} m.`;
  }, () => { told.textContent = "The phone gave no place. Write it in words."; }, { enableHighAccuracy: true, timeout: 15_000 });
}

export function startField() {
  for (const out of document.querySelectorAll('form[action="/people/logout/"]')) {
    out.addEventListener("submit", () => localStorage.removeItem(KEPT));
  }
  form = document.querySelector("[data-field-report]");
  if (!form) return;
  keep(kept());
  form.addEventListener("submit", file);
  const button = document.querySelector("[data-field-here]");
  button.hidden = !navigator.geolocation || !isSecureContext;
  button.addEventListener("click", here);
  addEventListener("online", sendAll);
  setInterval(sendAll, AGAIN);
  show();
  sendAll();
}
