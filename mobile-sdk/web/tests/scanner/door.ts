import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openSite, type Site } from "./site";
import { openBrowser } from "./tablet";
import { deployment } from "./vectors";

interface DoorOptions {
  /** As for a browser. */
  readonly camera?: string | "none" | "picture";
  /** Whether the site delivers the roots with the page. */
  readonly delivered?: boolean;
  /** What the site answers besides. */
  readonly answers?: Iterable<[string, string | Uint8Array]>;
}

/** What stands before the first test of a file, and is gone after the last: a browser, and a site with the scanner's page. */
export function atTheDoor({ camera = "none", delivered = true, answers = [] }: DoorOptions = {}): { readonly browser: Browser; readonly site: Site } {
  const door = {} as { browser: Browser; site: Site };
  beforeAll(async () => {
    door.browser = await openBrowser(camera === "picture" ? undefined : camera);
    door.site = await openSite(answers);
    if (delivered) door.site.answers.set("/scanner/deployment.json", deployment(door.site.origin));
  });
  afterAll(async () => {
    await door.browser.close();
    await door.site.close();
  });
  return door;
}
