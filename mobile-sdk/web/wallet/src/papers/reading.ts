import { type Engine, type Inspected, type PaperStatus, paperStatusOf, type Verdict } from "@haetae/sdk";

/** A paper pass that was read, with its content. */
export interface ReadPaper {
  kind: "paper";
  text: string;
  inspected: Inspected;
  status: PaperStatus;
}

/**
 * What a text is instead: another phone's code, a phone's pass, a venue's challenge, a scanner's setup, a forgery, or
 * anything else.
 */
export type NotAPaper = { kind: "live" | "phone-pass" | "challenge" | "setup" | "not-genuine" | "other" };

type PaperEngine = Pick<Engine, "inspect" | "check">;

/** What the text of a code is: read and checked. `now` is in seconds since 1970. */
export async function readPaper(pastedText: string, engine: PaperEngine, now: number): Promise<ReadPaper | NotAPaper> {
  const text = pasted(pastedText);
  if (text.startsWith("HP1:")) return { kind: "live" };
  if (text.startsWith("HQ1:")) return { kind: "challenge" };
  if (text.includes("#setup=")) return { kind: "setup" };
  if (!text.startsWith("HT1:")) return { kind: "other" };
  const inspected = await engine.inspect(text);
  if (inspected === undefined) return { kind: "other" };
  if (!inspected.paper) return { kind: "phone-pass" };
  const status = await currentStatus(text, inspected, engine, now);
  return status === "not-genuine" ? { kind: "not-genuine" } : { kind: "paper", text, inspected, status };
}

/** The current status of a paper pass. Without trust data only its dates are known. */
export async function currentStatus(
  text: string,
  inspected: Inspected,
  engine: Pick<Engine, "check">,
  now: number,
): Promise<PaperStatus> {
  return statusOf(await engine.check(text, now).catch(() => undefined), inspected, now);
}

/**
 * The verdict of a check, as far as the status of a paper pass depends on it; `undefined` without data to check with.
 */
type Checked = Pick<Verdict, "outcome" | "code" | "warnings"> | undefined;

/** The status of a paper pass. One that has expired by its own dates has expired, whatever else is unknown. */
export function statusOf(verdict: Checked, { expires }: Pick<Inspected, "expires">, now: number): PaperStatus {
  const status = verdict === undefined ? "unchecked" : paperStatusOf(verdict);
  return status === "unchecked" && Date.parse(expires) / 1000 <= now ? "expired" : status;
}

/** A text as messengers forward it: in lines, with spaces around it. A space inside may belong to the code. */
function pasted(text: string): string {
  return text.replace(/[\r\n\t]+/g, "").trim();
}
