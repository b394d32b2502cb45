// Makes one SVG sprite of the icons that templates, modules and icons.txt name.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const iconFolder = join(here, "node_modules/@tabler/icons/icons/outline");
const packages = ["qa_app", "scorecards", "transcription", "coaching", "recognition"];
const skipped = new Set(["node_modules", "static", "frontend", "__pycache__"]);

function* templates(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* templates(path);
    else if (path.includes("/templates/") && path.endsWith(".html")) yield path;
  }
}

function namesInTemplates() {
  const names = new Set();
  for (const name of packages) {
    const folder = join(root, name);
    if (!existsSync(folder)) continue;
    for (const path of templates(folder)) {
      const text = readFileSync(path, "utf8");
      for (const match of text.matchAll(/\bicon\(\s*["']([a-z0-9-]+)["']/g)) names.add(match[1]);
      for (const match of text.matchAll(/\bicon=["']([a-z0-9-]+)["']/g)) names.add(match[1]);
    }
  }
  return names;
}

/** The sprite as text; an unknown name stops the build, so that no page shows an empty icon. */
export function iconSprite() {
  const listed = readFileSync(join(here, "icons.txt"), "utf8").split("\n");
  const names = new Set([...namesInTemplates(), ...listed.map((line) => line.replace(/#.*/, "").trim())]);
  names.delete("");
  const symbols = [...names].sort().map((name) => {
    const path = join(iconFolder, `${name}.svg`);
    if (!existsSync(path)) throw new Error(`No Tabler icon is called "${name}"`);
    const shapes = readFileSync(path, "utf8")
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
      .replace(/\s+/g, " ")
      .trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
