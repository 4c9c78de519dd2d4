// Measures the pictures with made-up things; no page loads this. Each function draws into an element of its own, moves
// the view for two seconds, and gives {things, frames, median_ms, p95_ms, worst_ms} of the times between frames; for the
// graph also script_ms, the middle of what the scripts themselves took of a frame. The first frame is not counted.
import { Selection } from "./model.mjs";

const LAST = 2_000;
const KINDS = ["report", "threat", "asset", "identifier", "vehicle"];

// a small generator, so that every run measures the same chart
function* chance(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function made(number) {
  const dice = chance(2611);
  const draw = () => dice.next().value;
  const side = Math.sqrt(number) * 90;
  const things = new Map();
  for (let n = 0; n < number; n++) {
    things.set(`t${n}`, {
      token: `t${n}`, kind: KINDS[n % KINDS.length], title: `Thing ${n}`, lines: [`Thing ${n}`], x: draw() * side, y: draw() * side,
      lon: -97 + draw() * 8, lat: 43.5 + draw() * 5.5, radius: 0, beside: [],
    });
  }
  const grades = ["exact", "fair", "weak", "proposed"];
  const lines = Array.from({ length: Math.round(number * 1.5) }, (_, n) => ({
    a: `t${Math.floor(draw() * number)}`, b: `t${Math.floor(draw() * number)}`, grade: grades[n % 4], cause: "", words: "",
  }));
  return { things, lines };
}

function stage(width, height) {
  const element = document.createElement("div");
  Object.assign(element.style, { position: "fixed", inset: "0", width: `${width}px`, height: `${height}px`, zIndex: 9 });
  document.body.append(element);
  return element;
}

const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));

async function measured(things, move) {
  const times = [];
  move(0);
  await frame();
  const began = await frame();
  let last = began;
  while (last - began < LAST) {
    move((last - began) / LAST);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] * 10) / 10;
  return { things, frames: times.length, median_ms: at(0.5), p95_ms: at(0.95), worst_ms: at(1) };
}

export async function graphFrames(number = 10_000, { width = 1268, height = 740 } = {}) {
  const { startGraph } = await import("./graph.mjs");
  const element = stage(width, height);
  const graph = startGraph(element, made(number), new Selection());
  const camera = graph.sigma.getCamera();
  const [scripts, began] = [[], { at: 0 }];
  graph.sigma.on("beforeRender", () => { began.at = performance.now(); });
  graph.sigma.on("afterRender", () => scripts.push(performance.now() - began.at));
  const told = await measured(number, (share) => camera.setState({ x: 0.5 + 0.2 * Math.sin(share * 9), y: 0.5 + 0.2 * Math.cos(share * 9), ratio: 0.15 + 0.85 * (1 - share) }));
  graph.end();
  element.remove();
  scripts.sort((a, b) => a - b);
  return { ...told, script_ms: Math.round(scripts[Math.floor(scripts.length / 2)] * 10) / 10 };
}

export async function mapFrames(number = 100_000, { width = 1268, height = 740 } = {}) {
  const { startMap } = await import("./map.mjs");
  const element = stage(width, height);
  const began = performance.now();
  const root = document.querySelector("[data-workspace]");
  const map = await startMap(element, made(number), new Selection(), { root });
  const ready = Math.round(performance.now() - began);
  const told = await measured(number, (share) => map.map.jumpTo({ center: [-93 + Math.sin(share * 9), 46 + Math.cos(share * 9)], zoom: 5 + 4 * share }));
  map.end();
  element.remove();
  return { ...told, ready_ms: ready };
}
