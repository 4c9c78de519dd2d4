// The map: counties of the own state and its neighbors, marks by kind, numbers where marks lie together, a circle for
// a place that is not sure. No tiles, no fonts and no other host; words are drawn on a canvas above it.
import { Map as Chart, setWorkerUrl } from "maplibre-gl";
import { takeKeys } from "./model.mjs";
import { Room, glyphs, label, onTheme, palette, ring, stamp } from "./paint.mjs";

const EARTH = 6_371_008.8;
const SIZE = 36; // pixels of an icon's picture, twice its size on the map

const placed = (model) => [...model.things.values()].filter((thing) => thing.lon !== null);
const collection = (features) => ({ type: "FeatureCollection", features });

function point(thing) {
  return { type: "Feature", geometry: { type: "Point", coordinates: [thing.lon, thing.lat] }, properties: { token: thing.token, kind: thing.kind } };
}

function around(thing) {
  const [lat, far] = [(thing.lat * Math.PI) / 180, thing.radius / EARTH];
  const ring = Array.from({ length: 49 }, (_, n) => {
    const turn = (n / 48) * 2 * Math.PI;
    return [thing.lon + ((far * Math.sin(turn)) / Math.cos(lat)) * (180 / Math.PI), thing.lat + far * Math.cos(turn) * (180 / Math.PI)];
  });
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { kind: thing.kind } };
}

function style(colors, own) {
  const kinds = ["report", "threat", "asset", "vehicle"].flatMap((kind) => [kind, colors.of(kind)]);
  const byKind = ["match", ["get", "kind"], ...kinds, colors["ink-2"]];
  return [
    { id: "ground", type: "background", paint: { "background-color": colors["map-land"] } },
    { id: "own", type: "fill", source: "land", filter: ["==", ["get", "state"], own || " "], paint: { "fill-color": colors["map-own"] } },
    { id: "land", type: "line", source: "land", paint: { "line-color": colors["map-line"], "line-width": 1 } },
    { id: "unsure-fill", type: "fill", source: "unsure", paint: { "fill-color": byKind, "fill-opacity": 0.08 } },
    { id: "unsure", type: "line", source: "unsure", paint: { "line-color": byKind, "line-width": 1.2, "line-dasharray": [2, 2] } },
    { id: "marks", type: "symbol", source: "things", filter: ["!", ["has", "point_count"]],
      layout: { "icon-image": ["concat", "kind-", ["get", "kind"]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "numbers", type: "symbol", source: "things", filter: ["has", "point_count"],
      layout: { "icon-image": ["concat", "number-", ["get", "point_count_abbreviated"]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
  ];
}

function picture(draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  draw(context);
  return context.getImageData(0, 0, SIZE, SIZE);
}

function icon(id, sprite, colors) {
  if (id.startsWith("kind-")) {
    const kind = id.slice(5);
    return picture((context) => stamp(context, sprite.get(kind), SIZE / 2, SIZE / 2, 28, colors.of(kind)));
  }
  return picture((context) => {
    context.fillStyle = colors["ink-2"];
    context.beginPath();
    context.arc(SIZE / 2, SIZE / 2, 17, 0, 7);
    context.fill();
    context.fillStyle = colors.surface;
    context.font = `700 ${id.length > 9 ? 15 : 19}px ${colors.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(id.slice(7), SIZE / 2, SIZE / 2 + 1);
  });
}

function bounds(things) {
  const [xs, ys] = [things.map((one) => one.lon), things.map((one) => one.lat)];
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** Resolves when the map stands; rejects where it cannot, so that the server's picture stays. */
export async function startMap(stage, model, selection, { root, land = true }) {
  const things = placed(model);
  if (!things.length) return null;
  const { glyphs: sheet, land: folder, landFiles, landOwn, mapWorker } = root.dataset;
  const sprite = await glyphs(sheet);
  const files = land && landFiles ? landFiles.split(" ") : [];
  const parts = await Promise.all(files.map((file) => fetch(folder + file).then((answer) => answer.json())));
  setWorkerUrl(mapWorker);
  const host = document.createElement("div");
  host.className = "ws-live";
  const before = [...stage.childNodes];
  stage.append(host);
  let colors = palette();
  const fit = { bounds: bounds(things), fitBoundsOptions: { padding: 44, maxZoom: 12 } };
  const map = new Chart({
    container: host, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, keyboard: false,
    renderWorldCopies: false, minZoom: 2, maxZoom: 15, fadeDuration: 0, localIdeographFontFamily: false, ...fit,
    style: {
      version: 8, layers: style(colors, landOwn),
      sources: {
        land: { type: "geojson", data: collection(parts.flatMap((part) => part.features)) },
        unsure: { type: "geojson", data: collection(things.filter((one) => one.radius >= 250).map(around)) },
        things: { type: "geojson", data: collection(things.map(point)), cluster: true, clusterRadius: 18, clusterMaxZoom: 13 },
      },
    },
  });
  map.setMissingStyleImageResolver((id) => { map.addImage(id, icon(id, sprite, colors), { pixelRatio: 2 }); });
  const canvas = map.getCanvas();
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Map. Arrows go to the nearest mark, Space selects. The table of places holds the same places.");
  const over = document.createElement("canvas");
  over.setAttribute("aria-hidden", "true");
  over.className = "ws-over";
  map.getCanvasContainer().append(over);
  const spots = () => things.map((thing) => ({ token: thing.token, ...map.project([thing.lon, thing.lat]) }));
  map.on("render", () => drawOver(over, map, things, selection, colors));
  map.on("click", (event) => clicked(map, event, selection));
  takeKeys(canvas, selection, spots, "map");
  selection.listen((_, by) => { if (by !== "map") bringIn(map, model, selection); map.triggerRepaint(); });
  const light = onTheme(() => {
    colors = palette();
    for (const name of map.listImages()) map.removeImage(name);
    map.setStyle({ ...map.getStyle(), layers: style(colors, landOwn) }, { diff: true });
  });
  await new Promise((stands, fails) => {
    map.once("load", stands);
    map.once("error", ({ error }) => fails(error));
  });
  for (const node of before) node.remove();
  return {
    map, zoomIn: () => map.zoomIn(), zoomOut: () => map.zoomOut(), fit: () => map.fitBounds(fit.bounds, { ...fit.fitBoundsOptions, duration: 120 }),
    focus: () => canvas.focus(), end: () => { light(); map.remove(); },
  };
}

function drawOver(canvas, map, things, selection, colors) {
  const { clientWidth: width, clientHeight: height } = map.getCanvas();
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const room = new Room(width, height);
  const few = things.length <= 400;
  const chosen = things.filter((thing) => thing.token === selection.at || selection.selected.has(thing.token));
  const words = few ? [...chosen, ...things.filter((thing) => thing.kind === "asset" && !chosen.includes(thing))] : chosen;
  if (few) for (const thing of things) { const { x, y } = map.project([thing.lon, thing.lat]); room.taken.push([x - 8, y - 8, x + 8, y + 8]); }
  for (const thing of words) {
    const { x, y } = map.project([thing.lon, thing.lat]);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const rank = chosen.includes(thing);
    if (rank) ring(context, colors, x, y, { selected: selection.selected.has(thing.token), at: thing.token === selection.at });
    label(context, room, colors, thing, x, y, { must: rank, bold: rank, ground: "map-land" });
  }
}

async function clicked(map, event, selection) {
  const reach = [[event.point.x - 9, event.point.y - 9], [event.point.x + 9, event.point.y + 9]];
  const [found] = map.queryRenderedFeatures(reach, { layers: ["marks", "numbers"] });
  if (!found) return;
  const { shiftKey, ctrlKey, metaKey } = event.originalEvent;
  if (found.properties.cluster) {
    const inside = await map.getSource("things").getClusterLeaves(found.properties.cluster_id, 300, 0);
    selection.only(inside.map((one) => one.properties.token), "map");
  } else if (shiftKey || ctrlKey || metaKey) selection.toggle(found.properties.token, "map");
  else selection.only([found.properties.token], "map");
}

function bringIn(map, model, selection) {
  const thing = model.things.get(selection.at);
  if (thing && thing.lon !== null && !map.getBounds().contains([thing.lon, thing.lat])) map.panTo([thing.lon, thing.lat], { duration: 120 });
}
