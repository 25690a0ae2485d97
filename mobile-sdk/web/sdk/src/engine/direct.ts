import type { Core, Engine } from "./core.js";
import { METHODS } from "./methods.js";
import { pixelsOf } from "./pixels.js";

/** An engine that runs where it is called: in Node, and in the worker itself. */
export function directEngine(core: Core): Engine {
  const asked = (name: keyof Core) => (...values: unknown[]) =>
    new Promise((resolve) => {
      resolve((core[name] as (...values: unknown[]) => unknown)(...values));
    });
  const methods = Object.fromEntries(METHODS.map((name) => [name, asked(name)]));
  return {
    ...(methods as unknown as Omit<Engine, "scan" | "close">),
    scan: async (frame, effort) => core.read(await pixelsOf(frame), effort),
    close: () => undefined,
  };
}
