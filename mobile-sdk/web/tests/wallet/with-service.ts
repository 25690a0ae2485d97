import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openBrowser } from "./phone";
import { Service } from "./service";

/**
 * Exists from the first test of a file to the last: a browser, and the service itself, with these settings.
 * `permissions`: whether pages ask for some.
 */
export function withService(
  settings: Record<string, string> = {},
  permissions = false,
): {
  readonly browser: Browser;
  readonly service: Service;
} {
  const here = {} as { browser: Browser; service: Service };
  beforeAll(async () => {
    [here.browser, here.service] = await Promise.all([openBrowser([], permissions), Service.start(settings)]);
  });
  afterAll(async () => {
    await here.browser.close();
    await here.service.end();
  });
  return here;
}
