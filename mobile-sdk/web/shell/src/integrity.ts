import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of a build, and the hash that the browser compares it with. */
interface Kept {
  readonly url: string;
}

/** Adds the hash of its content to each file of a build in `folder`, as subresource integrity writes it. */
export async function withIntegrity<Entry extends Kept>(
  folder: string,
  entries: readonly Entry[],
): Promise<(Entry & { integrity: string })[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const hash = createHash("sha256").update(await readFile(join(folder, entry.url)));
      return { ...entry, integrity: `sha256-${hash.digest("base64")}` };
    }),
  );
}
