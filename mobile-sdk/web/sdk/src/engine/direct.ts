import type { Core, Engine } from "./core.js";
import { METHODS } from "./methods.js";
import { pixelsOf } from "./pixels.js";

/** An engine that runs where it is called: in Node, and in the worker itself. */
export function directEngine(core: Core): Engine {
  return {
    ...(asyncMethods(core, METHODS) as Omit<Engine, "scan" | "close">),
    scan: async (frame, effort) => core.read(await pixelsOf(frame), effort),
    close: () => undefined,
  };
}

/** The methods of a core, each of which answers with a promise. */
export function asyncMethods<C>(core: C, names: readonly (keyof C)[]): unknown {
  const method =
    (name: keyof C) =>
    (...values: unknown[]) =>
      new Promise((resolve) => {
        resolve((core[name] as (...values: unknown[]) => unknown)(...values));
      });
  return Object.fromEntries(names.map((name) => [name, method(name)]));
}
