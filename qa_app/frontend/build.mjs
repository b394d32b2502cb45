// Bundles styles, modules, fonts and icons into ../static/dist with hashed names and a manifest.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { iconSprite } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const fontFolder = join(here, "node_modules/@fontsource-variable/ibm-plex-sans/files");
const entries = ["app", "charts", "scoring", "player", "designer", "reading", "upload"];

function put(manifest, name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(out, hashed), bytes);
  manifest[name] = hashed;
  return hashed;
}

function styles(manifest) {
  const { css } = sass.compile(join(here, "styles/app.scss"), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  const withFonts = css.replace(/url\(["']?font:([\w-]+\.woff2)["']?\)/g, (_, file) => {
    return `url(${put(manifest, file, readFileSync(join(fontFolder, file)))})`;
  });
  put(manifest, "app.css", withFonts);
}

async function scripts(manifest) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: entries.map((name) => `scripts/${name}.ts`),
    outdir: out,
    bundle: true,
    // Shared chunks, so that one page has one registry of keys, whichever entries it loads.
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    write: false,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
  for (const file of outputFiles) writeFileSync(join(out, basename(file.path)), file.contents);
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[`${basename(entryPoint, ".ts")}.js`] = basename(path);
  }
}

/** Remove files of builds before that are older than an hour. */
function forget(names) {
  for (const name of names.filter((one) => one !== "manifest.json")) {
    const path = join(out, name);
    if (Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path, { force: true });
  }
}

export async function build() {
  const started = performance.now();
  const manifest = {};
  mkdirSync(out, { recursive: true });
  const before = readdirSync(out);
  styles(manifest);
  await scripts(manifest);
  put(manifest, "icons.svg", iconSprite());
  put(manifest, "favicon.svg", readFileSync(join(here, "favicon.svg")));
  // The manifest is switched at once, and what only the one before named goes a build later, so
  // that a server that runs meanwhile never misses a file.
  writeFileSync(join(out, "manifest.new"), JSON.stringify(manifest, null, 2) + "\n");
  renameSync(join(out, "manifest.new"), join(out, "manifest.json"));
  forget(before);
  const files = readdirSync(out).length;
  console.log(`${files} files in ${Math.round(performance.now() - started)} ms`);
}

await build();
if (process.argv.includes("--watch")) {
  let waiting;
  for (const folder of ["styles", "scripts"]) {
    watch(join(here, folder), { recursive: true }, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
    });
  }
}
