import { existsSync } from "node:fs";

const WHOLE = "/usr/bin/chromium";
/** Pages alone, without windows and menus: a third less work. It knows no camera and no notification. */
const PAGES = "/usr/bin/chromium-headless-shell";

/** How the tests start Debian's Chromium. `permissions`: whether pages ask for some. CHROMIUM names another browser. */
export function chromiumWith(flags: string[], permissions: boolean): { executablePath: string; args: string[] } {
  const usual = !permissions && existsSync(PAGES) ? PAGES : WHOLE;
  return { executablePath: process.env["CHROMIUM"] ?? usual, args: ["--no-sandbox", ...flags] };
}
