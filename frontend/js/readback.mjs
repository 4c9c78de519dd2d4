// The hand-over sheet is read back by key: j k move from line to line, x confirms one and goes on to the next.
// Marks: [data-read-back] on the form, its lines are check boxes; [data-read-count] says how many are confirmed.
import { isOff, ours } from "./keys.mjs";

function start(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=line]")];
  const count = form.querySelector("[data-read-count]");
  const at = () => boxes.indexOf(document.activeElement);
  const goTo = (index) => boxes[Math.min(boxes.length - 1, Math.max(0, index))]?.focus();
  const tell = () => {
    if (count) count.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} lines read back`;
  };
  const acts = {
    j: () => goTo(at() + 1),
    k: () => goTo(at() - 1),
    x: () => {
      const here = Math.max(0, at());
      if (!boxes[here]) return;
      boxes[here].checked = !boxes[here].checked;
      goTo(boxes[here].checked ? here + 1 : here);
      tell();
    },
  };
  form.addEventListener("change", tell);
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || isOff(event, event.key)) return;
    const key = ours(event.key);
    if (document.querySelector("dialog[open]") || !acts[key]) return;
    event.preventDefault();
    acts[key]();
  });
}

export function startReadBack() {
  for (const form of document.querySelectorAll("[data-read-back]")) start(form);
}
