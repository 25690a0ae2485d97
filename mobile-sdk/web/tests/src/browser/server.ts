import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** As strict as the service serves pages: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src data:";

/**
 * Serves a folder on a free port of this machine, and beside it files and folders that lie elsewhere, by the paths they
 * begin with.
 */
export async function serve(
  folder: string,
  elsewhere: Record<string, string> = {},
): Promise<{ address: string; stop: () => Promise<void> }> {
  const server = createServer(({ url }, answer) => {
    const path = normalize(new URL(url ?? "/", "http://localhost").pathname);
    const [begin, base] = Object.entries(elsewhere).find(([start]) => path.startsWith(start)) ?? ["/", folder];
    const file = join(base, path.endsWith("/") ? `${path}index.html` : path.slice(begin.length));
    readFile(file).then(
      (content) => {
        const type = TYPES[extname(file)] ?? "application/octet-stream";
        answer.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(content);
      },
      () => answer.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
