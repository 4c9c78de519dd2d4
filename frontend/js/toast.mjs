// A toast stays ten seconds and waits while hovered or focused. Without script it stays until the next page.
const STAY = 10_000;

function start(toast) {
  let left = STAY;
  let since = 0;
  let timer = 0;
  const run = () => { since = performance.now(); timer = setTimeout(() => toast.remove(), left); };
  const hold = () => { clearTimeout(timer); left -= performance.now() - since; };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, run);
  run();
}

export function startToasts() {
  for (const toast of document.querySelectorAll("[data-toast]")) start(toast);
}
