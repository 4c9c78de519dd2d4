// The counties of each state as GeoJSON of its own, so that a map loads its own state and the neighbors only; and
// which states are neighbors (they share an arc of the topology).
import { feature, neighbors } from "topojson-client";

const short = (degrees) => Math.round(degrees * 1000) / 1000;
const round = (coordinates) => (typeof coordinates[0] === "number" ? coordinates.map(short) : coordinates.map(round));

function bounds(features) {
  const box = [180, 90, -180, -90];
  const walk = (coordinates) => {
    if (typeof coordinates[0] !== "number") return coordinates.forEach(walk);
    const [x, y] = coordinates;
    [box[0], box[1], box[2], box[3]] = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
  };
  for (const one of features) walk(one.geometry.coordinates);
  return box;
}

/** [{name, file, neighbors, bounds, geojson}] by name. */
export function land(atlas) {
  const states = atlas.objects.states.geometries;
  const beside = neighbors(states);
  const all = feature(atlas, atlas.objects.counties).features;
  return states
    .map(({ id, properties: { name } }, at) => {
      const counties = all
        .filter((county) => county.id.slice(0, 2) === id)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((county) => ({
          type: "Feature",
          properties: { name: county.properties.name, state: name },
          geometry: { type: county.geometry.type, coordinates: round(county.geometry.coordinates) },
        }));
      return {
        name, file: `${id}.json`, neighbors: beside[at].map((other) => states[other].properties.name).sort(),
        bounds: bounds(counties), geojson: { type: "FeatureCollection", features: counties },
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
