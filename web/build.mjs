// Copies the one browser library we ship from node_modules into static/vendor,
// where embed.go picks it up. Nothing third-party is committed.
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const files = [["node_modules/htmx.org/dist/htmx.min.js", "static/vendor/htmx.min.js"]];

for (const [from, to] of files) {
  const target = join(here, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(here, from), target);
  console.log(`${from} -> ${to}`);
}
