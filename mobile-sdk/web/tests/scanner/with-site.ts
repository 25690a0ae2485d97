import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openSite, type Site } from "./site";
import { openBrowser } from "./tablet";
import { deployment } from "./vectors";

interface SiteOptions {
  /** As for a browser. */
  readonly camera?: string | "none" | "picture";
  /** Whether the site delivers the roots with the page. */
  readonly delivered?: boolean;
  /** More answers of the site. */
  readonly answers?: Iterable<[string, string | Uint8Array]>;
}

/**
 * Exists from the first test of a file to the last: a browser, and a site with the scanner's
 * page.
 */
export function withSite({ camera = "none", delivered = true, answers = [] }: SiteOptions = {}): {
  readonly browser: Browser;
  readonly site: Site;
} {
  const here = {} as { browser: Browser; site: Site };
  beforeAll(async () => {
    here.browser = await openBrowser(camera === "picture" ? undefined : camera);
    here.site = await openSite(answers);
    if (delivered) here.site.answers.set("/scanner/deployment.json", deployment(here.site.origin));
  });
  afterAll(async () => {
    await here.browser.close();
    await here.site.close();
  });
  return here;
}
