// The server's clock, carried on by the browser's steady timer: a wrong clock of the machine changes nothing.
// Ticks by the minute. [data-clock] holds the server's time of rendering (ISO 8601) and its zone.
const MINUTE = 60_000;
const rendered = performance.now();

const dial = () => document.querySelector("[data-clock]");
const now = () => new Date(Date.parse(dial().dataset.clock) + performance.now() - rendered);

function written(date, zone, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options }).format(date);
}

function showTime() {
  const { zone } = dial().dataset;
  const hours = { hour: "2-digit", minute: "2-digit" };
  const set = (name, text) => { const part = dial().querySelector(`[data-${name}]`); if (part) part.textContent = text; };
  set("local", written(now(), zone, hours));
  set("zulu", `${written(now(), "UTC", hours)}Z`);
  set("day", written(now(), zone, { weekday: "short", month: "short", day: "numeric", year: "numeric" }).replace(",", ""));
}

/** "03:14" by the server's clock, in the center's zone. */
export function hour() {
  return dial() ? written(now(), dial().dataset.zone, { hour: "2-digit", minute: "2-digit" }) : "";
}

/** "18 min", "1 h 50", "9 h", "9 days": minutes alone below an hour, whole hours from three on, days from two. */
export function span(minutes) {
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return `${minutes} min`;
  if (hours < 3) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** In time, soon (last third of the target) or overdue. */
export function stateOf(from, due, at) {
  if (at >= due) return "overdue";
  return due - at <= (due - from) / 3 ? "soon" : "ok";
}

function showDue(chip) {
  const [from, due] = [Date.parse(chip.dataset.from), Date.parse(chip.dataset.due)];
  const state = stateOf(from, due, now());
  const minutes = Math.floor(Math.abs(due - now()) / MINUTE);
  const words = chip.querySelector("[data-words]");
  if (words) words.textContent = `${span(minutes)} ${state === "overdue" ? "over" : "left"}`;
  if (chip.dataset.state === state) return;
  chip.dataset.state = state;
  chip.classList.remove("chip--ok", "chip--soon", "chip--overdue");
  chip.classList.add(`chip--${state}`);
  const use = chip.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${state}`));
}

function show() {
  showTime();
  for (const chip of document.querySelectorAll("[data-due]")) showDue(chip);
}

export function tick() {
  if (!dial()) return;
  const untilMinute = MINUTE - (now().getTime() % MINUTE);
  setTimeout(() => { show(); setInterval(show, MINUTE); }, untilMinute);
}
