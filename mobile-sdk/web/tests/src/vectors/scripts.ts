import type { Engine, Next, RootSet } from "@haetae/sdk";
import { bytes, type Found, written } from "./forms.js";

/** What happens to a scanner over time, step by step (`scanner.json`). */
export interface Scripts {
  cases: { name: string; roots: RootSet; steps: Step[] }[];
}

/** One of: a bundle, a code, a question for the plan, an arrival, a failure, an unknown key, a new start, the floor. */
interface Step {
  at?: number;
  bundle?: Bytes;
  show?: string;
  plan?: { manifest: number } | { file: string; size: number } | { until: [number, number] };
  manifest?: Bytes;
  file?: Bytes;
  sha256?: string;
  failed?: string;
  unknown_kid?: true;
  restart?: number;
  floor?: number;
  outcome?: string | null;
  verdict?: string;
}

/** Bytes in hexadecimal, or in pieces. */
type Bytes = string | Piece[];
type Piece = string | { byte: string; times: number } | { template: string; counter_at: number; times: number };

/** Any seed must do: the waits in the file are those of all of them. */
const SEED = 7n;

export async function scripts(engine: Engine, file: Scripts): Promise<Found> {
  const wrong: string[] = [];
  for (const { name, roots, steps } of file.cases) {
    await engine.open(roots, SEED, undefined);
    await engine.forget();
    for (const [number, step] of steps.entries()) {
      const [is, should] = await live(engine, step, roots);
      if (is !== should) wrong.push(`${name}, step ${number + 1}: ${is}, not ${should}`);
    }
  }
  return { cases: file.cases.length, wrong };
}

/** What is, and what should be. */
async function live(engine: Engine, step: Step, roots: RootSet): Promise<[unknown, unknown]> {
  const now = step.at ?? 0;
  const should = step.outcome ?? undefined;
  if (step.bundle !== undefined) return [await engine.bundleArrived(whole(step.bundle)), should];
  if (step.show !== undefined) return [written(await engine.check(step.show, now)), step.verdict];
  if (step.plan !== undefined) return planned(await engine.next(now), step.plan);
  if (step.manifest !== undefined) return [await engine.manifestArrived(whole(step.manifest), now), should];
  if (step.file !== undefined) return [await engine.fileArrived(step.sha256 ?? "", whole(step.file), now), should];
  if (step.failed !== undefined) {
    await engine.failed(step.failed === "manifest" ? undefined : step.failed, now);
    return [undefined, undefined];
  }
  // Its check has noted the unknown key already.
  if (step.unknown_kid) return [undefined, undefined];
  if (step.restart !== undefined) return [await restart(engine, roots), step.restart];
  return [(await engine.trust(now)).floor, step.floor];
}

function planned(is: Next, should: NonNullable<Step["plan"]>): [unknown, unknown] {
  if ("manifest" in should)
    return [JSON.stringify(is), JSON.stringify({ do: "fetch_manifest", most_bytes: should.manifest })];
  if ("file" in should)
    return [JSON.stringify(is), JSON.stringify({ do: "fetch_file", sha256: should.file, size: should.size })];
  const [earliest, latest] = should.until;
  const fits = is.do === "wait" && earliest <= is.until && is.until <= latest;
  return [fits ? "fits" : JSON.stringify(is), fits ? "fits" : `waiting until ${earliest} to ${latest}`];
}

/** From the slots of a disk, as a scanner does. Returns how many objects do not verify. */
async function restart(engine: Engine, roots: RootSet): Promise<number> {
  const nothing = new Uint8Array();
  const { slot, bytes } = await engine.writeSlots(nothing, nothing, await engine.snapshot());
  const state = await (slot === "a" ? engine.readSlots(bytes, nothing) : engine.readSlots(nothing, bytes));
  if (state === undefined) throw new Error("a slot that was written cannot be read");
  await engine.open(roots, SEED, undefined);
  await engine.forget();
  return engine.restore(state);
}

function whole(value: Bytes): Uint8Array {
  if (typeof value === "string") return bytes(value);
  const pieces = value.map(piece);
  const all = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let place = 0;
  for (const each of pieces) {
    all.set(each, place);
    place += each.length;
  }
  return all;
}

function piece(value: Piece): Uint8Array {
  if (typeof value === "string") return bytes(value);
  if ("byte" in value) return new Uint8Array(value.times).fill(Number.parseInt(value.byte, 16));
  const template = bytes(value.template);
  const all = new Uint8Array(template.length * value.times);
  const view = new DataView(all.buffer);
  for (let number = 0; number < value.times; number += 1) {
    all.set(template, number * template.length);
    view.setBigUint64(number * template.length + value.counter_at, BigInt(number));
  }
  return all;
}
