// A toast stays ten seconds and waits while hovered or focused. Without script it stays until the next page.
const STAY = 10_000;

function start(toast) {
  const region = toast.parentElement;
  let left = STAY;
  let since = 0;
  let timer = 0;
  const held = () => toast.matches(":hover") || toast.contains(document.activeElement);
  const run = () => {
    if (timer || held()) return;
    since = performance.now();
    timer = setTimeout(() => toast.remove(), left);
  };
  const hold = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    left -= performance.now() - since;
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => setTimeout(run));
  // a status is read out when it changes, not when the page comes with it
  toast.remove();
  setTimeout(() => { region.append(toast); run(); }, 100);
}

export function startToasts() {
  for (const toast of document.querySelectorAll("[data-toast]")) start(toast);
}
