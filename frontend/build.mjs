// `npm run build`: everything a browser is handed, into src/watchfloor/static/built. Offline after `npm ci`;
// the same sources give the same bytes, and manifest.json says which (SHA-256, bytes).
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { counties } from "./counties.mjs";
import { land } from "./land.mjs";
import { table, tokensCss } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const modules = join(root, "node_modules");
const built = join(root, "src/watchfloor/static/built");

// the order is the cascade
const STYLES = ["fonts", "base", "frame", "marking", "controls", "panels", "tables", "reasons", "lists", "forms", "states", "record", "matches",
  "documents", "pictures", "log", "requests", "ground", "duty", "needs", "board", "field", "plain", "narrow", "targets", "print"];
const FONTS = {
  "public-sans": ["PublicSans-Regular", "PublicSans-Medium", "PublicSans-SemiBold", "PublicSans-Bold"],
  "source-sans-pro": ["sourcesanspro-regular-webfont", "sourcesanspro-bold-webfont"],
  "roboto-mono": ["roboto-mono-v5-latin-regular", "roboto-mono-v5-latin-700"],
};

function write(path, text) {
  mkdirSync(dirname(join(built, path)), { recursive: true });
  writeFileSync(join(built, path), text);
}

function copyFonts() {
  const uswds = join(modules, "@uswds/uswds");
  for (const [family, faces] of Object.entries(FONTS)) {
    for (const face of faces) cpSync(join(uswds, "dist/fonts", family, `${face}.woff2`), join(built, "fonts", `${face}.woff2`));
  }
  cpSync(join(uswds, "LICENSE.md"), join(built, "fonts/LICENSE.md"));
}

function writeStyles() {
  write("tokens.css", tokensCss());
  write("desk.css", STYLES.map((name) => readFileSync(join(here, "css", `${name}.css`), "utf8")).join("\n"));
}

// the public's pages carry their own small sheet, and nothing of the desk's
function copyPublicSheet() {
  cpSync(join(here, "css/public.css"), join(built, "public.css"));
}

// the sheet that a released product carries with it; disseminate owns it, pages that show a release link to it
function copyProductSheet() {
  cpSync(join(root, "src/watchfloor/disseminate/data/product.css"), join(built, "product.css"));
}

function copyScripts() {
  const files = readdirSync(join(here, "js"), { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of files) cpSync(join(here, "js", name), join(built, name));
}

// graph and map are large: they are bundled apart and fetched by the page of the workspace alone
async function bundleWorkspace() {
  await build({
    // frames.mjs is loaded by no page: `watchfloor bench` and the browser tests measure the pictures with it
    entryPoints: { workspace: join(here, "js/workspace/workspace.mjs"), frames: join(here, "js/workspace/frames.mjs") },
    outdir: join(built, "workspace"), outExtension: { ".js": ".mjs" }, chunkNames: "[name]-[hash]",
    bundle: true, splitting: true, format: "esm", minify: true, target: "es2022", legalComments: "none",
    absWorkingDir: root, nodePaths: [modules], logLevel: "warning",
  });
  const maplibre = join(modules, "maplibre-gl");
  cpSync(join(maplibre, "dist/maplibre-gl-worker.mjs"), join(built, "workspace/map-worker.mjs"));
  cpSync(join(maplibre, "LICENSE.txt"), join(built, "workspace/maplibre-gl-LICENSE.txt"));
  cpSync(join(modules, "sigma/LICENSE.txt"), join(built, "workspace/sigma-LICENSE.txt"));
}

// the field form as it opens without a signal, and the worker that keeps it, each one file
async function bundleField() {
  await build({
    entryPoints: { shell: join(here, "js/fieldshell.mjs"), worker: join(here, "js/fieldworker.mjs") },
    outdir: join(built, "field"), bundle: true, format: "iife", minify: true, target: "es2022", legalComments: "none",
    absWorkingDir: root, logLevel: "warning",
  });
}

function copyWorkspaceSheet() {
  cpSync(join(here, "css/workspace.css"), join(built, "workspace.css"));
}

// what a file that leaves the desk is painted with: it carries no style sheet
function writeColors() {
  const fixed = [...table.colors.map(({ name, light }) => [name, light]), ...table.markings.map(({ name, both }) => [name, both])];
  write("colors.json", JSON.stringify(Object.fromEntries(fixed)));
}

function copyPictures() {
  for (const name of ["glyphs.svg", "icon.svg"]) cpSync(join(here, name), join(built, name));
}

function writeCounties() {
  const atlas = JSON.parse(readFileSync(join(modules, "us-atlas/counties-10m.json"), "utf8"));
  write("counties.json", JSON.stringify(counties(atlas)));
  const states = land(atlas);
  for (const { file, geojson } of states) write(`land/${file}`, JSON.stringify(geojson));
  write("land/states.json", JSON.stringify(states.map(({ geojson, ...state }) => state)));
}

function writeManifest() {
  const files = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const rows = files.map((file) => {
    const bytes = readFileSync(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return [file.slice(built.length + 1), { sha256, bytes: bytes.length }];
  });
  write("manifest.json", `${JSON.stringify(Object.fromEntries(rows), null, 1)}\n`);
  return rows;
}

// what is text goes over the wire at a quarter of its size; the server hands out the .gz beside a file
function compress() {
  const texts = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(css|mjs|js|json|svg)$/.test(entry.name));
  for (const entry of texts) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

rmSync(built, { recursive: true, force: true });
copyFonts();
writeStyles();
copyPublicSheet();
copyProductSheet();
copyScripts();
await bundleWorkspace();
await bundleField();
copyWorkspaceSheet();
writeColors();
copyPictures();
writeCounties();
compress();
const rows = writeManifest();
const total = rows.reduce((sum, [, { bytes }]) => sum + bytes, 0);
console.log(`front end: ${rows.length} files, ${(total / 1000).toFixed(0)} kB, in src/watchfloor/static/built`);
