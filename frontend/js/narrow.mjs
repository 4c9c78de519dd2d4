// On a small window the way that one is on is in sight, and what is asked for comes before the ways to narrow it.
const SMALL = "(max-width: 64rem)";

export function startNarrow() {
  if (!matchMedia(SMALL).matches) return;
  const nav = document.querySelector(".nav");
  const here = nav?.querySelector("[aria-current]");
  if (here) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  for (const fold of document.querySelectorAll("details[data-folds]")) fold.open = false;
}
