// The workspace in the browser: one selection over the list, the graph, the map and the timeline. Expanding asks the
// page's own door for the wider page (its walls, its fact, its marking) and puts it in place of this one.
import { startDrawn } from "./drawn.mjs";
import { Selection, read } from "./model.mjs";
import { hasWebGL } from "./paint.mjs";
import { takePng } from "./take.mjs";

const PANES = ["graph", "map", "timeline"];
let running = { end: () => {} };

function tool(text, words, key, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = text;
  button.setAttribute("aria-label", words);
  button.title = words;
  if (key) { button.dataset.key = key; button.dataset.keyLabel = words; }
  button.addEventListener("click", press);
  return button;
}

function say(root, text) { root.querySelector("[data-says]").textContent = text; }

function startList(root, model, selection) {
  const count = root.querySelector("[data-count]");
  const clear = tool("Clear", "Clear the selection", "Esc", () => selection.clear("list"));
  clear.hidden = true;
  root.querySelector("[data-pane=list] > header").append(clear);
  clear.classList.add("push");
  for (const thing of model.things.values()) {
    thing.box.addEventListener("change", () => selection.toggle(thing.token, "list"));
    thing.row.addEventListener("click", (event) => {
      if (!event.target.closest("a, input, button")) selection.only([thing.token], "list");
    });
  }
  selection.listen((_, by) => {
    for (const thing of model.things.values()) {
      thing.box.checked = selection.selected.has(thing.token);
      thing.row.classList.toggle("is-selected", thing.box.checked);
      thing.row.classList.toggle("is-at", selection.at === thing.token && by !== "list");
    }
    const at = model.things.get(selection.at);
    if (at && by !== "list") at.row.scrollIntoView({ block: "nearest" });
    const number = selection.selected.size;
    count.textContent = number ? `${number} selected` : `${model.things.size} things`;
    clear.hidden = !number && !selection.at;
    say(root, told(selection, at));
  });
  count.textContent = `${model.things.size} things`;
}

function told(selection, at) {
  if (!at) return "Nothing is selected";
  const marked = at.row.querySelector(".portion")?.textContent ?? "";
  const state = selection.selected.has(at.token) ? "selected" : "not selected";
  const more = selection.selected.size > 1 ? `, ${selection.selected.size} selected in all` : "";
  return `${at.title}, ${at.kind}${marked ? `, ${marked}` : ""}, ${state}${more}, ${at.beside.length} lines`;
}

function causeLine(model, line) {
  const row = document.createElement("span");
  const [a, b] = [model.things.get(line.a), model.things.get(line.b)];
  const ends = document.createElement("b");
  ends.textContent = `${a?.title} – ${b?.title}: `;
  row.append(ends, `${line.cause} (${line.words})`);
  return row;
}

function startCauses(root, model, selection) {
  const place = root.querySelector("[data-cause]");
  const rest = place.textContent;
  const show = (lines) => place.replaceChildren(...(lines.length ? lines.map((line) => causeLine(model, line)) : [rest]));
  const ofAt = () => model.things.get(selection.at)?.beside ?? [];
  selection.say = (line) => show(line ? [line] : ofAt());
  selection.listen(() => {
    const [a, b] = [...selection.selected];
    const between = selection.selected.size === 2 ? model.lines.filter((line) => (line.a === a && line.b === b) || (line.a === b && line.b === a)) : [];
    show(between.length ? between : ofAt());
    for (const line of model.lines) line.row.classList.toggle("is-selected", selection.selected.has(line.a) || selection.selected.has(line.b));
  });
}

function partial(pane, text) {
  const note = document.createElement("p");
  note.className = "ws-partial";
  note.textContent = text;
  pane.querySelector("[data-stage]").before(note);
}

async function startPictures(root, model, selection) {
  const pane = (name) => root.querySelector(`[data-pane=${name}]`);
  const svg = (name) => pane(name).querySelector("svg.pic");
  const started = {
    timeline: startDrawn(svg("timeline"), selection, {
      name: "timeline", brush: true, words: "Timeline. Arrows go to the nearest bar, Space selects, draw over bars to select them. The table of times holds the same.",
    }),
  };
  const drawnGraph = () => startDrawn(svg("graph"), selection, {
    name: "graph", words: "Graph of links. Arrows go to the nearest thing, Space selects, e expands. The table of links holds the same lines.",
  });
  if (!hasWebGL()) {
    started.graph = drawnGraph();
    partial(pane("graph"), "This browser has no WebGL: the graph is a plain picture. The table holds the same lines.");
    partial(pane("map"), "This browser has no WebGL: the map is a plain picture. The table holds the same places.");
    return started;
  }
  try {
    const { startGraph } = await import("./graph.mjs");
    started.graph = startGraph(pane("graph").querySelector("[data-stage]"), model, selection);
  } catch (error) {
    console.error(error);
    started.graph = drawnGraph();
    partial(pane("graph"), "The graph did not load: this is a plain picture. The table holds the same lines.");
  }
  try {
    const { startMap } = await import("./map.mjs");
    started.map = await startMap(pane("map").querySelector("[data-stage]"), model, selection, { root });
  } catch (error) {
    console.error(error);
    pane("map").querySelector(".ws-live")?.remove();
    partial(pane("map"), "The map did not load: this is a plain picture. The table holds the same places.");
  }
  return started;
}

function startTools(root, started) {
  const panes = root.querySelector("[data-panes]");
  const marked = [];
  const large = (name) => {
    panes.dataset.large === name ? delete panes.dataset.large : (panes.dataset.large = name);
    say(root, panes.dataset.large ? `${name} is large` : "All three panes are shown");
  };
  PANES.forEach((name, n) => {
    const pane = root.querySelector(`[data-pane=${name}]`);
    const tools = pane.querySelector("[data-tools]");
    const picture = started[name];
    const zoom = picture?.zoomIn ? [
      tool("−", `Zoom out, ${name}`, "", picture.zoomOut), tool("+", `Zoom in, ${name}`, "", picture.zoomIn), tool("Fit", `Fit all, ${name}`, "", picture.fit),
    ] : [];
    // the pane's own keys are keyed to their buttons while the pane is the one in use
    marked.push({ pane, keys: [[zoom[0], "-"], [zoom[1], "+"], [zoom[2], "0"], [pane.querySelector("[data-twin]"), "b"]] });
    const whole = tool("Large ", `${name} large or back`, String(n + 1), () => large(name));
    const key = document.createElement("kbd");
    key.textContent = n + 1;
    whole.append(key);
    whole.setAttribute("aria-label", `Large ${n + 1}, ${name}`);
    tools.replaceChildren(...zoom, whole);
    tools.hidden = false;
  });
  const use = (current) => {
    for (const { pane, keys } of marked) for (const [element, key] of keys) {
      if (!element) continue;
      if (pane === current) element.dataset.key = key;
      else delete element.dataset.key;
    }
  };
  use(marked[0].pane);
  for (const { pane } of marked) for (const kind of ["focusin", "pointerdown"]) pane.addEventListener(kind, () => use(pane));
}

function startExpanding(root, model, selection) {
  const form = root.querySelector("form[data-pane=list]");
  const press = form.querySelector("button[value=expand]");
  press.dataset.key = "e";
  const wanted = () => {
    const picked = [...selection.selected].map((token) => model.things.get(token)).filter((thing) => thing?.expand);
    const at = model.things.get(selection.at);
    return picked.length ? picked : at?.expand ? [at] : [];
  };
  selection.expand = () => {
    const things = wanted();
    if (!things.length) return say(root, "Nothing that can be expanded is selected: choose a record or an asset");
    if (things.length === 1) return go(things[0].expand, things[0].token);
    const to = new URLSearchParams([...new FormData(form)].filter(([name]) => !["pick", "number"].includes(name)));
    for (const thing of things) to.append("of", thing.token);
    return go(`${form.getAttribute("action")}?${to}`, things[0].token);
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "expand") {
      event.preventDefault();
      selection.expand();
    } else if (event.submitter?.value === "hide") {
      event.preventDefault();
      if (!selection.selected.size) return say(root, "Nothing is ticked: choose what to hide");
      const to = new URLSearchParams([...new FormData(form)].filter(([name]) => !["pick", "number"].includes(name)));
      for (const token of selection.selected) to.append("hide", token);
      go(`${form.getAttribute("action")}?${to}`, null);
    }
  });
  for (const way of root.querySelectorAll(".ws-steps li a, [data-undo]")) {
    way.addEventListener("click", (event) => { event.preventDefault(); go(way.href, null); });
  }
}

async function go(address, token, push = true) {
  const large = document.querySelector("[data-panes]").dataset.large;
  const had = document.querySelectorAll("tr[data-token]").length;
  const open = document.querySelector(".ws-steps")?.open;
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "text/html" } });
  } catch {
    return say(document, "No answer: what is shown stays. Try again");
  }
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) return location.assign(address);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = fresh.querySelector("[data-workspace]");
  if (!next) return location.assign(address);
  running.end();
  for (const where of ["top", "bottom"]) document.querySelector(`.banner--${where}`).replaceWith(fresh.querySelector(`.banner--${where}`));
  document.querySelector("[data-workspace]").replaceWith(next);
  document.title = fresh.title;
  if (push) history.pushState({ workspace: true }, "", address);
  if (large) document.querySelector("[data-panes]").dataset.large = large;
  if (open) next.querySelector(".ws-steps").open = true;
  await start(next, token);
  const more = document.querySelectorAll("tr[data-token]").length - had;
  return say(next, more > 0 ? `${more} more things are shown` : more < 0 ? `${-more} things fewer are shown` : "Nothing more that you may read is linked");
}

async function start(root, token = null) {
  const model = read(root);
  const selection = new Selection();
  running.end();
  startList(root, model, selection);
  startCauses(root, model, selection);
  startExpanding(root, model, selection);
  const png = root.querySelector("[data-png]");
  png.hidden = false;
  png.querySelector("button").addEventListener("click", ({ currentTarget }) => takePng(currentTarget.dataset.pngOf));
  const started = await startPictures(root, model, selection);
  startTools(root, started);
  running = { end: () => { for (const one of Object.values(started)) one?.end(); running = { end: () => {} }; } };
  if (token && model.things.has(token)) {
    selection.only([token], "start");
    started.graph.focus();
  }
  root.dataset.ready = "";
}

const root = document.querySelector("[data-workspace]");
if (root) {
  addEventListener("popstate", () => go(location.href, null, false));
  start(root);
}
