import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The built apps, as `npm run build` leaves them. */
export const DIST = distOf("scanner");

export type WebApp = "scanner" | "wallet";

/** Where the build of an app is. */
export function distOf(app: WebApp): string {
  return fileURLToPath(new URL(`../../${app}/dist`, import.meta.url));
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/** As strict as the service's. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A web server of the app on a port of its own. */
export interface Site {
  readonly origin: string;
  /** The address of the page. */
  readonly url: string;
  /** The answers apart from the app's files; may be changed at any time. */
  readonly answers: Map<string, string | Uint8Array>;
  /** The paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Serves a built app and some answers. */
export async function openSite(
  answers: Iterable<[string, string | Uint8Array]> = [],
  app: WebApp = "scanner",
): Promise<Site> {
  const [dist, folder] = [distOf(app), `/${app}/`];
  const known = new Map(answers);
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://site").pathname;
    asked.push(path);
    const headers = {
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    };
    const answer = known.get(path);
    if (answer !== undefined) {
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      return response.end(answer);
    }
    const file = path.startsWith(folder) ? join(dist, normalize(path.slice(folder.length)) || "index.html") : "";
    const found = path === folder ? join(dist, "index.html") : file;
    if (!found.startsWith(dist) || !existsSync(found) || !statSync(found).isFile()) {
      response.writeHead(404, headers);
      return response.end();
    }
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(found)] ?? "application/octet-stream" });
    return createReadStream(found).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}${folder}`,
    answers: known,
    asked,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
