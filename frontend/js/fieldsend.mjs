// Sends what waits: the words first, since they need the least signal, then the photos one by one. The center knows a
// report by the name that the phone gave it and a photo by its bytes, so that whatever is sent twice is there once.
import { drop, dropPhoto, keep, photo, waiting } from "./fieldstore.mjs";

const HERE = "/report/field/";
const OUT = "You are signed out. Sign in on another tab; your report is kept and goes out then.";
const LATER = "The center cannot take it right now. Your report is kept and goes out by itself.";
const LOST = "The center has your report and did not take a photo of it.";
const REFUSED = "The center did not take a report. Open it to see what to mend.";

function words(one, token) {
  const made = new URLSearchParams(one.said);
  made.set("csrfmiddlewaretoken", token);
  made.set("key", one.id);
  made.set("waited", String(Date.now() - one.written)); // both by the clock of this phone: how wrong it is does not matter
  return made;
}

function picture(one, held, token) {
  const made = new FormData();
  for (const [name, value] of [["csrfmiddlewaretoken", token], ["deed", "photos"], ["key", one.id]]) made.set(name, value);
  made.set("photos", held.content, held.name);
  return made;
}

/** {came: "sent", to}, {came: "refused"}, or {came: "waits", text}; `made` makes the body for a token. */
async function post(made, door) {
  for (const again of [false, true]) {
    let answer;
    try {
      answer = await fetch(HERE, { method: "POST", body: made(door.token), headers: { "X-Desk": "sent" } });
    } catch {
      return { came: "waits", text: "" };
    }
    if (answer.redirected) return { came: "waits", text: OUT };
    if (answer.headers.get("Content-Type")?.includes("json")) return { came: "sent", to: (await answer.json()).to };
    const token = !again && answer.status === 403 && answer.headers.get("X-Desk") === "token" ? await door.renew() : "";
    if (token) door.token = token;
    else return answer.status >= 500 ? { came: "waits", text: LATER } : { came: "refused" };
  }
  return { came: "refused" };
}

async function report(one, door) {
  let text = "";
  if (!one.filed) {
    const answer = await post((token) => words(one, token), door);
    if (answer.came !== "sent") return answer;
    one.filed = answer.to;
    await keep(one);
  }
  for (const id of one.photos) {
    const held = await photo(id);
    const answer = held ? await post((token) => picture(one, held, token), door) : { came: "sent" };
    if (answer.came === "waits") return answer;
    if (answer.came === "refused") text = LOST;
    await dropPhoto(id); // taken, set aside with a reason that is told, or of no use to send again
  }
  await drop(one.id);
  return { came: "sent", to: one.filed, text };
}

async function all(owner, door) {
  const told = { text: "", to: "" };
  for (const one of (await waiting(owner)).filter((each) => !each.refused)) {
    const { came, text, to } = await report(one, door);
    if (came === "waits") {
      told.text = text;
      break;
    }
    if (came === "sent") {
      told.to = to;
      told.text ||= text;
    } else {
      told.text = REFUSED;
      await keep({ ...one, refused: true });
    }
  }
  return told;
}

/** Send all that one person has waiting: {text, to}. `door`: {token, renew()}. One at a time, whichever tab begins. */
export function sendAll(owner, door) {
  if (!navigator.locks) return all(owner, door);
  return navigator.locks.request("watchfloor.field", { ifAvailable: true }, (lock) => (lock ? all(owner, door) : { text: "", to: "" }));
}
