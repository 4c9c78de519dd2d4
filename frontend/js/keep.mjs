// What the reader chose: theme, size, room, keys, sound. Cookies, because the server draws the page with them (no
// flash of the other theme); they hold a setting and nothing else. The server keeps them for the person too.
const YEAR = 31_536_000;

export function kept(name) {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`wf_${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 4)).replace(/^"|"$/g, "") : "";
}

export function keep(name, value) {
  const safe = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `wf_${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR}; samesite=lax${safe}`;
  send("/settings/", { only: name, value }).catch(() => {}); // away: it holds for this browser until the next change
}

/** Our key -> the person's own ("c" -> "y"), as the settings page keeps it. */
export function remapped() {
  const said = kept("remap").split(",").filter(Boolean).map((pair) => pair.split("=").map(decodeURIComponent));
  return new Map(said);
}

/** The form token of this page; a sign-in over the page makes a new one (session.mjs). */
export const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

/** Send a few words as a form of ours would; the server answers with JSON. */
export function send(to, words) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...words });
  return fetch(to, { method: "POST", body, headers: { "X-Desk": "sent" }, keepalive: true });
}
