// Writes a .br and a .gz beside each file of the given folders, if they are smaller: the service sends them as they
// are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSED = /\.(br|gz)$/;
/** Pictures are compressed already. */
const LEFT_ALONE = /\.(png|jpg|webp|woff2|mp3|ogg)$/;

for (const folder of process.argv.slice(2)) {
  if (!existsSync(folder)) continue;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || LEFT_ALONE.test(entry.name)) continue;
    if (COMPRESSED.test(entry.name)) {
      if (!existsSync(path.replace(COMPRESSED, ""))) rmSync(path);
      continue;
    }
    const bytes = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    keepSmaller(`${path}.br`, brotliCompressSync(bytes, { params }), bytes);
    keepSmaller(`${path}.gz`, gzipSync(bytes, { level: 9 }), bytes);
  }
}

function keepSmaller(path, compressed, bytes) {
  if (compressed.length < bytes.length) writeFileSync(path, compressed);
  else rmSync(path, { force: true });
}
