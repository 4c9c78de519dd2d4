// The table of colors (tokens.json) as custom properties. The theme is the property `color-scheme`:
// the device decides unless <html data-theme> does.
import { readFileSync } from "node:fs";

export const table = JSON.parse(readFileSync(new URL("tokens.json", import.meta.url), "utf8"));

export function tokensCss({ colors, markings } = table) {
  const themed = colors.map(({ name, light, dark }) => `  --${name}: light-dark(${light}, ${dark});`);
  const fixed = markings.map(({ name, both }) => `  --${name}: ${both};`);
  return `/* made by frontend/build.mjs from frontend/tokens.json */
:root { color-scheme: light dark; }
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
:root {
${[...themed, ...fixed].join("\n")}
}
`;
}
