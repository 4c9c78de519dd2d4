// What the reader chose for this browser: theme, size, room, keys. Cookies, because the server draws the page
// with them (no flash of the other theme); they hold a setting and nothing else.
const YEAR = 31_536_000;

export function kept(name) {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`wf_${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 4)) : "";
}

export function keep(name, value) {
  const safe = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `wf_${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR}; samesite=lax${safe}`;
}
