// What the page shows, read from its own tables: the pictures have no other source.

export function read(root) {
  const things = new Map();
  for (const row of root.querySelectorAll("tr[data-token]")) {
    const { token, kind, title, lines, x, y, lon, lat, radius, expand } = row.dataset;
    things.set(token, {
      token, kind, title, row, expand, lines: lines.split("\n"), x: Number(x), y: Number(y),
      lon: lon === undefined ? null : Number(lon), lat: lat === undefined ? null : Number(lat), radius: Number(radius ?? 0),
      box: row.querySelector("input[type=checkbox]"), beside: [],
    });
  }
  const lines = [];
  for (const row of root.querySelectorAll("tr[data-a]")) {
    const { a, b, grade } = row.dataset;
    const line = { a, b, grade, row, cause: row.querySelector("[data-why]").textContent, words: row.cells[3].textContent };
    things.get(a)?.beside.push(line);
    things.get(b)?.beside.push(line);
    lines.push(line);
  }
  return { things, lines };
}

/** The one selection over list, graph, map and timeline. `at` is where the keys are; `line` the line under the pointer. */
export class Selection {
  constructor() {
    this.selected = new Set();
    this.at = null;
    this.listeners = [];
  }

  listen(told) { this.listeners.push(told); }

  tell(by) { for (const told of this.listeners) told(this, by); }

  only(tokens, by) {
    this.selected = new Set(tokens);
    this.at = tokens.length ? tokens[tokens.length - 1] : this.at;
    this.tell(by);
  }

  toggle(token, by) {
    if (!this.selected.delete(token)) this.selected.add(token);
    this.at = token;
    this.tell(by);
  }

  move(token, by) {
    this.at = token;
    this.tell(by);
  }

  clear(by) {
    this.selected.clear();
    this.at = null;
    this.tell(by);
  }
}

const AWAY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The nearest mark in the direction of an arrow key, from where one stands; marks are {token, x, y} in pixels. */
export function nearest(marks, from, key) {
  const [dx, dy] = AWAY[key];
  const start = marks.find((mark) => mark.token === from);
  if (!start) return marks[0]?.token ?? null;
  let best = null;
  for (const mark of marks) {
    if (mark === start) continue;
    const [x, y] = [mark.x - start.x, mark.y - start.y];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0 || aside > 2.5 * along) continue;
    const far = along + 2 * aside;
    if (!best || far < best.far) best = { far, token: mark.token };
  }
  return best?.token ?? from;
}

/** Arrow keys and Space on a pane that has the focus. */
export function takeKeys(element, selection, marks, by) {
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in AWAY) {
      event.preventDefault();
      selection.move(nearest(marks(), selection.at, event.key), by);
    } else if (event.key === " " && selection.at) {
      event.preventDefault();
      selection.toggle(selection.at, by);
    }
  });
}
