// What must not be seen any more is taken out of the page for good; the marking above and below stays.
const main = () => document.querySelector("main");

export const isCovered = () => Boolean(document.querySelector("[data-cover]"));

export function cover({ title, text, link, way }) {
  const section = document.createElement("section");
  section.dataset.cover = "";
  section.className = "panel cover";
  section.setAttribute("role", "alert");
  const name = document.createElement("h1");
  name.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  const onward = document.createElement("a");
  onward.className = "button button--main";
  onward.href = link;
  onward.textContent = way;
  section.append(name, words, onward);
  document.title = `${title} · Watchfloor`;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  main().replaceChildren(section);
  onward.focus();
}
