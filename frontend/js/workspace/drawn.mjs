// A picture that the server drew (the timeline; the graph where there is no WebGL) takes part in the selection.
import { takeKeys } from "./model.mjs";

const marksOf = (svg) => [...svg.querySelectorAll("[data-token]")];

function middle(element) {
  const { x, y, width, height } = element.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

export function startDrawn(svg, selection, { name, words, brush = false }) {
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-label", words);
  const spots = () => marksOf(svg).map((mark) => ({ token: mark.dataset.token, ...middle(mark) }));
  takeKeys(svg, selection, spots, name);
  const show = () => {
    for (const mark of marksOf(svg)) {
      mark.classList.toggle("is-selected", selection.selected.has(mark.dataset.token));
      mark.classList.toggle("is-at", selection.at === mark.dataset.token);
    }
  };
  selection.listen(show);
  show();
  if (brush) startBrush(svg, selection, name);
  else svg.addEventListener("click", (event) => pick(event, selection, name));
  return { focus: () => svg.focus(), end: () => {} };
}

function pick(event, selection, name) {
  const token = event.target.closest("[data-token]")?.dataset.token;
  if (!token) return;
  if (event.shiftKey || event.ctrlKey || event.metaKey) selection.toggle(token, name);
  else selection.only([token], name);
}

// press and draw over the bars: all that the span touches are selected; a press without drawing picks one
function startBrush(svg, selection, name) {
  let from = null;
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.setAttribute("class", "ws-brush");
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()).x;
  svg.addEventListener("pointerdown", (event) => { if (event.button === 0) { from = at(event); svg.setPointerCapture(event.pointerId); } });
  svg.addEventListener("pointermove", (event) => {
    if (from === null || Math.abs(at(event) - from) < 4) return;
    const [left, right] = [Math.min(from, at(event)), Math.max(from, at(event))];
    for (const [key, value] of Object.entries({ x: left, y: 0, width: right - left, height: svg.viewBox.baseVal.height })) box.setAttribute(key, value);
    if (!box.isConnected) svg.append(box);
  });
  svg.addEventListener("pointerup", (event) => {
    const drew = from !== null && box.isConnected;
    const [left, right] = [Math.min(from, at(event)), Math.max(from, at(event))];
    box.remove();
    from = null;
    if (!drew) {
      pick({ target: document.elementFromPoint(event.clientX, event.clientY), shiftKey: event.shiftKey, ctrlKey: event.ctrlKey, metaKey: event.metaKey }, selection, name);
      return;
    }
    const inside = marksOf(svg).filter((mark) => { const { x, width } = mark.getBBox(); return x <= right && x + width >= left; });
    selection.only(inside.map((mark) => mark.dataset.token), name);
  });
}
