// F6 and Shift F6: from pane to pane in reading order, into what stood in focus there last, else its first stop.
const PANES = ".bar, .nav, main .panes > *, main .split > *, main .columns > *, .strip";
const STOPS = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
const last = new WeakMap();
const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function panes() {
  const found = [...document.querySelectorAll(PANES)].filter(shown);
  const inner = found.filter((one) => !found.some((other) => other !== one && one.contains(other)));
  const main = document.getElementById("main");
  return inner.some((one) => main.contains(one)) ? inner : inner.toSpliced(-1, 0, main);
}

export function nextPane(step) {
  const all = panes();
  const at = all.findIndex((one) => one.contains(document.activeElement));
  if (at >= 0) last.set(all[at], document.activeElement);
  const pane = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
  const before = last.get(pane);
  const stop = before?.isConnected && shown(before) ? before : [...pane.querySelectorAll(STOPS)].find(shown);
  if (stop) stop.focus();
  else { pane.tabIndex = -1; pane.focus(); }
}
