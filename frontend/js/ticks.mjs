// Ticked rows of a list: x ticks the current one, Shift x all from the one ticked last. The boxes stay in the form and
// are sent with it; in the listbox each row says its state itself (aria-checked), for an option holds no control.
// Marks: .row__tick on the label of each box, [data-bulk] on the form that acts on them, [data-ticked] its count.

let last = null;

const box = (option) => option.querySelector(".row__tick input");
const ticked = () => document.querySelectorAll(".row__tick input:checked").length;

function show(option) {
  if (box(option)) option.setAttribute("aria-checked", String(box(option).checked));
}

function count() {
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const number = ticked();
  bulk.classList.toggle("is-idle", !number && !bulk.querySelector("details[open]"));
  bulk.querySelector("[data-ticked]").textContent = number ? `${number} selected` : "With what is ticked";
}

export function startTicks(list, options) {
  for (const option of options) {
    if (!box(option)) continue;
    box(option).hidden = true;
    box(option).closest("label").setAttribute("aria-hidden", "true");
    box(option).addEventListener("change", () => { show(option); last = option; count(); });
    show(option);
  }
  if (list.querySelector(".row__tick")) list.setAttribute("aria-multiselectable", "false");
  count();
}

function tick(option, state) {
  if (!box(option)) return;
  box(option).checked = state;
  show(option);
}

export function tickRow(list, options, current, range) {
  const [from, to] = [options.indexOf(last), options.indexOf(current)].sort((a, b) => a - b);
  if (range && from >= 0) for (const option of options.slice(from, to + 1)) tick(option, true);
  else if (box(current)) tick(current, !box(current).checked);
  last = current;
  count();
}
