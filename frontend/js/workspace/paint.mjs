// Colors from the tokens, glyphs from the sprite, and labels that never touch: for what is drawn on a canvas.

const KINDS = { report: "k-report", threat: "k-threat", asset: "k-asset", vehicle: "k-vehicle" };
const NAMES = ["surface", "ink", "ink-2", "ink-3", "focus", "line", "canvas", "map-land", "map-own", "map-line", ...Object.values(KINDS)];

/** Tokens as rgb() of the theme that stands now. */
export function palette() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  found.of = (kind) => found[KINDS[kind] ?? "ink-2"];
  found.font = getComputedStyle(document.body).fontFamily;
  return found;
}

/** Calls back when the theme changes, by the switch or by the device, until the function that it gives is called. */
export function onTheme(change) {
  const watch = new MutationObserver(change);
  const device = matchMedia("(prefers-color-scheme: dark)");
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  device.addEventListener("change", change);
  return () => { watch.disconnect(); device.removeEventListener("change", change); };
}

/** The sprite's symbols as paths on a grid of 16. */
export async function glyphs(address) {
  const sprite = new DOMParser().parseFromString(await (await fetch(address)).text(), "image/svg+xml");
  const found = new Map();
  for (const symbol of sprite.querySelectorAll("symbol")) {
    const parts = [...symbol.querySelectorAll("path, circle, rect")].map((part) => ({
      path: new Path2D(pathOf(part)), filled: part.getAttribute("fill") === "currentColor",
      width: Number(part.getAttribute("stroke-width") ?? 0),
    }));
    found.set(symbol.id, parts);
  }
  return found;
}

function pathOf(part) {
  const number = (name) => Number(part.getAttribute(name));
  if (part.tagName === "path") return part.getAttribute("d");
  if (part.tagName === "rect") return `M${number("x")} ${number("y")}h${number("width")}v${number("height")}h${-number("width")}z`;
  const [cx, cy, r] = [number("cx"), number("cy"), number("r")];
  return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

/** Draws a glyph centered on x, y. */
export function stamp(context, parts, x, y, size, color) {
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 16, size / 16);
  context.fillStyle = context.strokeStyle = color;
  for (const { path, filled, width } of parts ?? []) {
    if (filled) context.fill(path);
    if (width) { context.lineWidth = width; context.stroke(path); }
  }
  context.restore();
}

/** Where labels stand already in one frame; two never touch. */
export class Room {
  constructor(width, height) {
    this.taken = [];
    this.width = width;
    this.height = height;
  }

  take(left, top, wide, high) {
    if (left < 2 || top < 2 || left + wide > this.width - 2 || top + high > this.height - 2) return false;
    const box = [left, top, left + wide, top + high];
    if (this.taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return false;
    this.taken.push(box);
    return true;
  }
}

const LINE = 13;
const OFF = 14; // from the middle of a mark to its words

/** A label of up to two lines below its mark, else above, else beside it, where there is room; `must` draws it anyway. */
export function label(context, room, colors, thing, x, y, { must = false, bold = false, ground = "surface" } = {}) {
  context.font = `${bold ? 600 : 500} 12px ${colors.font}`;
  const wide = Math.max(...thing.lines.map((line) => context.measureText(line).width)) + 4;
  const high = LINE * thing.lines.length;
  const places = [
    ["center", x, y + OFF, x - wide / 2, y + OFF], ["center", x, y - OFF - high, x - wide / 2, y - OFF - high],
    ["left", x + OFF, y - high / 2, x + OFF, y - high / 2], ["right", x - OFF, y - high / 2, x - OFF - wide, y - high / 2],
  ];
  const place = places.find(([, , , left, top]) => room.take(left, top, wide, high)) ?? (must ? places[0] : null);
  if (!place) return;
  const [align, tx, ty] = place;
  context.textAlign = align;
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = colors[ground];
  context.fillStyle = bold ? colors.ink : colors["ink-2"];
  thing.lines.forEach((line, n) => {
    context.strokeText(line, tx, ty + n * LINE);
    context.fillText(line, tx, ty + n * LINE);
  });
}

/** The ring of what is selected, and the frame of where the keys are. */
export function ring(context, colors, x, y, { selected, at }) {
  context.lineWidth = 2.5;
  if (selected) {
    context.strokeStyle = colors.ink;
    context.beginPath();
    context.arc(x, y, 13, 0, 7);
    context.stroke();
  }
  if (at) {
    context.strokeStyle = colors.focus;
    context.strokeRect(x - 16, y - 16, 32, 32);
  }
}

export const hasWebGL = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};
