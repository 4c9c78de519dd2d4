// An open page hears what became of what it shows: a purged record goes at once, new things wait behind a button,
// rights that were lost cover the page. Marks: main[data-live][data-sight]; [data-record] on whatever shows one record
// and can be taken out alone; [data-fresh] is the button of new things; [data-refresh] on a page that renews itself
// while nobody keys or points at it.
import { hour } from "./clock.mjs";
import { cover, isCovered } from "./cover.mjs";
import { cover as lock } from "./session.mjs";

const POLL = 30_000;
const AGAIN = 3_000;
const STILL = 10_000;
const LEAST = 5_000;
const state = { source: null, after: "", timer: 0, news: 0, changed: false, touched: 0, renewed: 0, away: "" };

const main = () => document.querySelector("main[data-live]");
const page = (more = "") => `${main().dataset.live}?sight=${main().dataset.sight}${state.after ? `&after=${state.after}` : ""}${more}`;

function strip(text, stale) {
  const line = document.querySelector("[data-strip-words]");
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.closest(".strip").classList.toggle("strip--stale", stale);
  const glyph = line.closest(".strip").querySelector(".glyph");
  glyph?.classList.toggle("is-ok", !stale);
  glyph?.setAttribute("aria-label", stale ? "Stale" : "In order");
  const use = glyph?.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, stale ? "#overdue" : "#ok"));
}

function lost() {
  state.away ||= hour();
  strip(`No connection since ${state.away}. You read what was loaded.`, true);
}

function back() {
  if (state.away) strip(`Connected again at ${hour()}`, false);
  state.away = "";
}

function tell(text) {
  const line = document.createElement("div");
  line.className = "toast";
  line.textContent = text;
  document.querySelector(".toasts")?.append(line);
  setTimeout(() => line.remove(), 10_000);
}

function purged(ids) {
  if (ids.some((id) => location.pathname.includes(id))) {
    cover({ title: "This record was purged", text: "Nothing of it is shown any more, and nobody can open it.", link: "/", way: "Go to the inbox" });
    return stop();
  }
  for (const id of ids) {
    const marks = [...main().querySelectorAll(`[data-record="${id}"]`)];
    if (!marks.length) {
      cover({ title: "A record on this page was purged", text: "What the page showed of it is gone.", link: location.href, way: "Show the page anew" });
      return stop();
    }
    for (const mark of marks) mark.remove();
  }
  tell(ids.length === 1 ? "1 record was purged and is gone from this page." : `${ids.length} records were purged and are gone from this page.`);
}

// the same cover as after half an hour without a key: the page comes back, words and all, to the same person alone
function closed() {
  stop();
  lock(() => { state.after = ""; open(); });
}

function changed(news) {
  state.news += news;
  state.changed = true;
  offer();
}

function offer() {
  if (!state.changed) return;
  const renews = main().querySelector("[data-refresh]");
  const quiet = performance.now() - state.touched > STILL && performance.now() - state.renewed > LEAST;
  if (renews && quiet) return renew();
  const button = document.querySelector("[data-fresh]");
  if (!button) return;
  button.querySelector("[data-fresh-words]").textContent = state.news ? `${state.news} new, show them` : "Changed, show it";
  button.hidden = false;
}

const AROUND = [".banner--top", ".banner--bottom", ".nav", "[data-strip-words]"];

async function renew() {
  state.changed = false;
  state.renewed = performance.now();
  const answer = await fetch(location.href, { headers: { "X-Desk": "live" } }).catch(() => null);
  if (!answer?.ok) return lost();
  if (answer.redirected && !answer.url.startsWith(location.href.split("?")[0])) return closed();
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = made.querySelector("main[data-live]");
  if (!fresh) return closed();
  const top = main().scrollTop;
  for (const name of AROUND) {
    const [old, next] = [document.querySelector(name), made.querySelector(name)];
    if (old && next) old.replaceWith(document.adoptNode(next));
  }
  main().dataset.sight = fresh.dataset.sight;
  main().replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  main().scrollTop = top;
  document.title = made.title;
  Object.assign(state, { news: 0, after: "", away: "" });
  document.dispatchEvent(new Event("desk:renewed"));
  open();
}

const handle = {
  fresh: back, stale: lost, closed,
  purged: (data) => purged(data),
  changed: (data) => changed(data.new),
};

function stop() {
  state.source?.close();
  state.source = null;
  clearTimeout(state.timer);
}

function later(act, wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(act, wait);
}

function open() {
  stop();
  if (document.hidden || !main() || isCovered() || "locked" in document.body.dataset) return;
  const source = new EventSource(page());
  state.source = source;
  source.onopen = back;
  for (const [name, act] of Object.entries(handle)) source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  source.addEventListener("end", (event) => { state.after = event.lastEventId; open(); });
  source.onerror = () => {
    const refused = source.readyState === EventSource.CLOSED;
    stop();
    later(refused ? poll : open, refused ? 0 : AGAIN);
    if (!refused) lost();
  };
}

const look = () => fetch(page("&once=1"), { headers: { "X-Desk": "live" } }).then((answer) => (answer.ok ? answer.text() : null), () => null);

// where no stream is to be had, one look each half minute
async function poll() {
  const said = await look();
  if (said === null) lost();
  else for (const part of said.split("\n\n")) take(part);
  later(open, POLL);
}

function take(part) {
  const said = Object.fromEntries(part.split("\n").map((line) => line.split(/: (.*)/s)));
  if (said.id) state.after = said.id;
  handle[said.event]?.(JSON.parse(said.data));
}

export function startLive() {
  if (!main()) return;
  for (const name of ["keydown", "pointermove", "pointerdown"]) addEventListener(name, () => { state.touched = performance.now(); }, { passive: true });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-fresh]")) return;
    if (main().querySelector("[data-refresh]")) renew();
    else location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else open();
  });
  addEventListener("pagehide", stop);
  setInterval(offer, LEAST);
  open();
}
