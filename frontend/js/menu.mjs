// A menu is a <details data-menu> of buttons and links: Esc and a press elsewhere close it, the focus goes back.
function close(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

export function startMenus() {
  const open = () => document.querySelector("details[data-menu][open]");
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    close(open());
  }, { capture: true });
  addEventListener("pointerdown", (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
