// The link chart: sigma draws things and lines, a canvas above it labels and rings. Where things stand was decided by
// the server and stays; nothing grows with its number of lines.
import Graph from "graphology";
import Sigma from "sigma";
import { takeKeys } from "./model.mjs";
import { Room, label, onTheme, palette, ring } from "./paint.mjs";
import { GRADES, LineProgram, ThingProgram } from "./programs.mjs";

const LABELS = 140; // in one frame; the rest shows on zooming in
const MANY = 4000; // lines, from which they are not drawn while the view moves, and are read in the table alone
const RADIUS = 11;

function graphOf(model) {
  const graph = new Graph({ type: "undirected", multi: true });
  for (const thing of model.things.values()) {
    graph.addNode(thing.token, { x: thing.x, y: -thing.y, size: thing.kind === "threat" ? RADIUS : RADIUS - 1, kind: thing.kind });
  }
  model.lines.forEach((line, n) => {
    if (!(line.grade in GRADES) || !graph.hasNode(line.a) || !graph.hasNode(line.b)) return;
    const [size, dash, gap] = GRADES[line.grade];
    graph.addEdgeWithKey(String(n), line.a, line.b, { size, dash, gap });
  });
  return graph;
}

export function startGraph(stage, model, selection) {
  const host = document.createElement("div");
  host.className = "ws-live";
  host.tabIndex = 0;
  host.setAttribute("role", "application");
  host.setAttribute("aria-label", "Graph of links. Arrows go to the nearest thing, Space selects, e expands. The table of links holds the same lines.");
  const before = [...stage.childNodes];
  stage.append(host);
  let colors = palette();
  const graph = graphOf(model);
  const strong = (line) => selection.selected.has(line.a) || selection.selected.has(line.b);
  const sigma = new Sigma(graph, host, {
    allowInvalidContainer: true, renderLabels: false, enableEdgeEvents: model.lines.length < MANY, hideEdgesOnMove: model.lines.length >= MANY, stagePadding: 46, zIndex: true,
    defaultNodeType: "thing", defaultEdgeType: "line", zoomToSizeRatioFunction: () => 1, minCameraRatio: 0.05,
    maxCameraRatio: 3, doubleClickZoomingRatio: 1, defaultDrawNodeHover: () => {},
    nodeProgramClasses: { thing: ThingProgram }, edgeProgramClasses: { line: LineProgram },
    nodeReducer: (token, data) => ({ ...data, type: "thing", color: colors.of(data.kind), zIndex: selection.selected.has(token) ? 1 : 0 }),
    edgeReducer: (key, data) => ({ ...data, type: "line", color: strong(model.lines[key]) ? colors.ink : colors["ink-3"] }),
  });
  for (const node of before) node.remove();
  const over = document.createElement("canvas");
  over.setAttribute("aria-hidden", "true");
  over.className = "ws-over";
  host.append(over);
  const order = [...model.things.values()];
  const spots = () => {
    const at = flat(sigma);
    return order.map((thing) => ({ token: thing.token, x: at.x(thing), y: at.y(thing) }));
  };
  sigma.on("afterRender", () => drawOver(over, sigma, order, flat(sigma), selection, colors));
  listen(sigma, host, model, selection, spots);
  selection.listen((_, by) => { sigma.refresh({ skipIndexation: true }); if (by !== "graph") bringIn(sigma, model, selection); });
  const light = onTheme(() => { colors = palette(); sigma.refresh(); });
  const size = new ResizeObserver(() => { sigma.resize(); sigma.refresh({ skipIndexation: true }); });
  size.observe(host);
  return {
    sigma, zoomIn: () => sigma.getCamera().animatedZoom({ duration: quick() }),
    zoomOut: () => sigma.getCamera().animatedUnzoom({ duration: quick() }),
    fit: () => sigma.getCamera().animatedReset({ duration: quick() }), focus: () => host.focus(), end: () => { light(); size.disconnect(); sigma.kill(); },
  };
}

const quick = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120);

// the way from a thing's place to the pane's pixels is the same for all: three points tell it
function flat(sigma) {
  const [zero, right, down] = [[0, 0], [1, 0], [0, -1]].map(([x, y]) => sigma.graphToViewport({ x, y }));
  return {
    x: (thing) => zero.x + thing.x * (right.x - zero.x) + thing.y * (down.x - zero.x),
    y: (thing) => zero.y + thing.x * (right.y - zero.y) + thing.y * (down.y - zero.y),
  };
}

function drawOver(canvas, sigma, order, at, selection, colors) {
  const { width, height } = sigma.getDimensions();
  const ratio = devicePixelRatio;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const room = new Room(width, height);
  const inside = [];
  for (let n = 0; n < order.length; n++) {
    const [x, y] = [at.x(order[n]), at.y(order[n])];
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
    inside.push(n);
    if (inside.length < 1500) room.taken.push([x - 9, y - 9, x + 9, y + 9]);
  }
  const first = (n) => (order[n].token === selection.at ? 2 : selection.selected.has(order[n].token) ? 1 : 0);
  if (selection.at || selection.selected.size) inside.sort((a, b) => first(b) - first(a));
  let left = LABELS;
  for (const n of inside) {
    const [thing, rank] = [order[n], first(n)];
    if (!rank && left <= 0) break;
    const [x, y] = [at.x(thing), at.y(thing)];
    if (rank) ring(context, colors, x, y, { selected: selection.selected.has(thing.token), at: thing.token === selection.at });
    left -= 1;
    label(context, room, colors, thing, x, y, { must: rank > 0, bold: rank > 0 });
  }
}

function listen(sigma, host, model, selection, spots) {
  sigma.on("clickNode", ({ node, event }) => {
    const { shiftKey, ctrlKey, metaKey } = event.original;
    if (shiftKey || ctrlKey || metaKey) selection.toggle(node, "graph");
    else selection.only([node], "graph");
  });
  sigma.on("doubleClickNode", ({ node, event }) => { event.preventSigmaDefault(); selection.only([node], "graph"); selection.expand?.(); });
  sigma.on("clickEdge", ({ edge }) => { const { a, b } = model.lines[edge]; selection.only([a, b], "graph"); });
  sigma.on("enterEdge", ({ edge }) => selection.say?.(model.lines[edge]));
  sigma.on("leaveEdge", () => selection.say?.(null));
  sigma.on("enterNode", () => { host.style.cursor = "pointer"; });
  sigma.on("leaveNode", () => { host.style.cursor = ""; });
  takeKeys(host, selection, spots, "graph");
}

function bringIn(sigma, model, selection) {
  const thing = model.things.get(selection.at);
  if (!thing) return;
  const { x, y } = sigma.graphToViewport({ x: thing.x, y: -thing.y });
  const { width, height } = sigma.getDimensions();
  if (x < 0 || y < 0 || x > width || y > height) {
    const data = sigma.getNodeDisplayData(thing.token);
    sigma.getCamera().animate({ x: data.x, y: data.y }, { duration: quick() });
  }
}
