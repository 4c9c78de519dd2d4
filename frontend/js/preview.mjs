// The preview of a row shows its beginning at once; the rest (whole text, what the center knows, every form) is fetched
// when the row stays selected. The answer brings the banners over the page and what came, which can only be stricter.
// Marks: data-fetch on the row, [data-whole] on a preview that has everything, data-marking on the page's work.

const STAYS = 120;
let waits = 0;

const says = (text) => { const line = document.querySelector("[data-says]"); if (line) line.textContent = text; };

function note(preview, text) {
  const line = preview.querySelector("[data-waits]");
  if (line) line.textContent = text;
}

function mark(came) {
  const page = document.querySelector("[data-marking]");
  const whole = came.querySelector("[data-whole]");
  for (const template of came.querySelectorAll("template[data-banner]")) {
    const old = document.querySelector(`.banner--${template.dataset.banner}`);
    const fresh = template.content.querySelector(".banner");
    if (old && fresh && old.textContent.trim() !== fresh.textContent.trim()) old.replaceWith(fresh);
  }
  if (page && whole && page.dataset.marking !== whole.dataset.marking) {
    page.dataset.marking = whole.dataset.marking;
    says(`Marking of this page is now ${whole.dataset.marking}`);
  }
}

async function fetchWhole(option, preview) {
  const address = new URL(option.dataset.fetch, location.href);
  address.searchParams.set("with", document.querySelector("[data-marking]")?.dataset.marking ?? "");
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.redirected) return location.reload();
  if (answer.status === 404) {
    preview.replaceChildren(Object.assign(document.createElement("p"), { className: "empty", textContent: "Nothing here that you may read, or it does not exist. Rule 2. It was settled, erased or closed to you since the list was read." }));
    return undefined;
  }
  if (!answer.ok) return note(preview, "What is known did not load. Select the item again.");
  const came = new DOMParser().parseFromString(await answer.text(), "text/html");
  const whole = came.querySelector("[data-whole]");
  if (!whole) return note(preview, came.body.textContent.trim());
  mark(came);
  preview.replaceChildren(...whole.childNodes);
  preview.dataset.whole = "";
  return undefined;
}

export function complete(option) {
  clearTimeout(waits);
  const preview = document.getElementById(option.dataset.preview);
  if (!option.dataset.fetch || !preview || "whole" in preview.dataset) return;
  note(preview, "Looking up …");
  waits = setTimeout(() => fetchWhole(option, preview).catch(() => note(preview, "What is known did not load: no connection. Select the item again.")), STAYS);
}
