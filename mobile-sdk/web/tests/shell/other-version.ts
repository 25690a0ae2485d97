import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { distOf, type WebApp } from "../scanner/site.js";

const integrity = (bytes: Buffer) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;

/**
 * The next build of an app: its page, its main script under another name, and the worker that keeps them. `mark` stands
 * in its page.
 */
export function otherVersion(app: WebApp, mark: string): [string, Buffer][] {
  const dist = distOf(app);
  const page = readFileSync(join(dist, "index.html"));
  const script = /assets\/(index-[\w-]+\.js)/.exec(page.toString())?.[1];
  if (script === undefined || !readdirSync(join(dist, "assets")).includes(script))
    throw new Error("the page has no script");
  const [old, next] = [readFileSync(join(dist, "assets", script)), `index-${mark}.js`];
  const changed = Buffer.concat([old, Buffer.from(`\n// ${mark}`)]);
  const newPage = Buffer.from(
    page.toString().replaceAll(script, next).replace("<body>", `<body data-version="${mark}">`),
  );
  const worker = readFileSync(join(dist, "service-worker.js"), "utf8");
  const newWorker = worker
    .replaceAll(script, next)
    .replaceAll(integrity(old), integrity(changed))
    .replaceAll(integrity(page), integrity(newPage))
    // Files without a hash in their names have it beside them.
    .replaceAll(createHash("md5").update(page).digest("hex"), createHash("md5").update(newPage).digest("hex"));
  if (newWorker.includes(integrity(page)) || !newWorker.includes(integrity(changed)))
    throw new Error("the worker has other hashes");
  return [
    [`/${app}/`, newPage],
    [`/${app}/index.html`, newPage],
    [`/${app}/assets/${next}`, changed],
    [`/${app}/assets/${script}`, Buffer.from("gone")],
    [`/${app}/service-worker.js`, Buffer.from(newWorker)],
  ];
}
