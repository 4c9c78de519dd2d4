// us-atlas counties (TopoJSON, US Census Bureau shapes, ISC) as plain rings that the server draws maps from.
// A ring is one flat list of whole thousandths of a degree: x0, y0, then the step to each next point.
import { geoCentroid } from "d3-geo";
import { feature } from "topojson-client";

const ABOUT = "US counties from us-atlas (US Census Bureau cartographic boundaries, generalized to 1:10 million). " +
  "counties[].rings: flat lists of integers, x0, y0, dx, dy, dx, dy ... in thousandths of a degree (lon, lat, WGS 84); " +
  "the last point equals the first. Outer rings and holes stand in one list: fill them by the even-odd rule.";

const STEP = 1000;
const whole = (degrees) => Math.round(degrees * STEP);

function ring(points) {
  const flat = [];
  let [x, y] = [0, 0];
  for (const [lon, lat] of points) {
    const [dx, dy] = [whole(lon) - x, whole(lat) - y];
    if (flat.length && !dx && !dy) continue;
    flat.push(dx, dy);
    [x, y] = [x + dx, y + dy];
  }
  return flat;
}

function polygons({ type, coordinates }) {
  return type === "Polygon" ? [coordinates] : coordinates;
}

export function counties(atlas) {
  const states = new Map(atlas.objects.states.geometries.map(({ id, properties }) => [id, properties.name]));
  const rows = feature(atlas, atlas.objects.counties).features.map((county) => {
    const rings = polygons(county.geometry).flat();
    const points = rings.flat();
    const edge = (pick, axis) => whole(points.reduce((best, point) => pick(best, point[axis]), points[0][axis]));
    return {
      id: county.id,
      name: county.properties.name,
      state: states.get(county.id.slice(0, 2)) ?? "",
      center: geoCentroid(county).map(whole),
      bounds: [edge(Math.min, 0), edge(Math.min, 1), edge(Math.max, 0), edge(Math.max, 1)],
      rings: rings.map(ring),
    };
  });
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { about: ABOUT, step: STEP, counties: rows };
}
