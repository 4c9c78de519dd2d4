// A field report survives a lost signal: words and photos lie in this browser's own storage until the center confirms
// them. Nothing but the officer's own unsent report is kept; it goes when it is confirmed, when another person signs in,
// and at sign-out.
import { renew } from "./draftkeep.mjs";
import { photoField } from "./fieldphotos.mjs";
import { sendAll } from "./fieldsend.mjs";
import { drop, keep, note, only, sendLater, serve, waiting } from "./fieldstore.mjs";

const OLD = "watchfloor.field";
const AGAIN = 10_000;
const OWN = new Set(["csrfmiddlewaretoken", "waited", "key", "photos"]);
let form;
let photos;
let shown = 0;

const owner = () => document.body.dataset.person;
const many = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function line(one) {
  const item = document.createElement("li");
  const said = document.createElement("span");
  said.dir = "auto";
  const told = `${new Date(one.written).toLocaleTimeString()} ${new Map(one.said).get("narrative") ?? ""}`.slice(0, 120);
  const with_ = one.photos.length ? ` (${one.filed ? "filed; waits: " : ""}${many(one.photos.length, "photo")})` : "";
  said.textContent = told + with_;
  item.append(said, one.refused ? button("Open it to mend it", () => mend(one)) : "");
  return item;
}

async function show(words = "") {
  const all = await waiting(owner());
  const notice = document.querySelector("[data-field-waits]");
  const list = document.querySelector("[data-field-list]");
  notice.hidden = !all.length;
  list.hidden = !all.length;
  const waits = all.length === 1 ? "waits on this phone and goes out by itself." : "wait on this phone and go out by themselves.";
  notice.querySelector("[data-field-words]").textContent = words || `${many(all.length, "report")} ${waits}`;
  list.replaceChildren(...all.map(line));
  shown = all.length;
  return shown;
}

/** The words of a report that was not taken go back into the form and to the server, which says what to mend. */
async function mend(one) {
  form.reset();
  for (const [name, value] of one.said) {
    for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  form.elements.key.value = one.id;
  form.elements.waited.value = String(Date.now() - one.written);
  await drop(one.id); // its photos stay and go with it once it is mended
  HTMLFormElement.prototype.submit.call(form);
}

const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

async function send() {
  if (!(await waiting(owner())).length) {
    if (shown) await show(); // the worker sent it meanwhile
    return;
  }
  const told = await sendAll(owner(), { token: token(), renew: async () => (await renew(form) ? token() : "") });
  const left = await show(told.text);
  if (told.to && !left && !written()) location.assign(new URL(told.to, location.href));
}

/** Whether another report is being written: then this page stays. */
const written = () => [...form.querySelectorAll("textarea, input[type=text]")].some((field) => field.value.trim());

async function file(event) {
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  try {
    const taken = await photos();
    const said = [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && value !== "");
    const id = form.elements.key.value || crypto.randomUUID();
    const own = taken.map((one) => ({ id: crypto.randomUUID(), report: id, name: one.name, content: one }));
    await keep({ id, owner: owner(), written: Date.now(), said }, own);
  } catch {
    HTMLFormElement.prototype.submit.call(form); // a full or forbidden storage: straight to the center
    return;
  } finally {
    form.removeAttribute("aria-busy");
  }
  form.reset();
  form.elements.key.value = "";
  document.querySelector("[data-field-where]").textContent = "";
  await show();
  document.querySelector("[data-field-waits]").scrollIntoView({ block: "center" });
  await sendLater();
  await send();
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

/** What an earlier version of this page left waiting. */
async function takeOver() {
  const old = JSON.parse(localStorage.getItem(OLD) ?? "[]");
  for (const one of old) await keep(one);
  localStorage.removeItem(OLD);
}

export async function start(found) {
  form = found;
  photos = photoField(form);
  form.addEventListener("submit", file);
  const place = document.querySelector("[data-field-here]");
  place.hidden = !navigator.geolocation || !isSecureContext;
  place.addEventListener("click", here);
  await takeOver();
  await only(owner(), form.elements.key.value);
  note(owner());
  serve();
  addEventListener("online", send);
  setInterval(send, AGAIN);
  await show();
  await send();
}
