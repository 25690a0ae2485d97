import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WEB = fileURLToPath(new URL("../../../", import.meta.url));

/** The text of each source file below these folders of `mobile-sdk/web`, by its path there. */
export function sourcesIn(folders: readonly string[], kind: RegExp): Map<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(WEB, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  return new Map(files.filter((file) => kind.test(file)).map((file) => [file, readFileSync(join(WEB, file), "utf8")]));
}
