import type { Engine, Inspected, PaperStatus } from "@haetae/sdk";

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

type PaperEngine = Pick<Engine, "codeKind" | "inspect" | "paperStanding">;

/** What the text of a code is: read and checked. `now` is in seconds since 1970. */
export async function readPaper(pastedText: string, engine: PaperEngine, now: number): Promise<ReadPaper | NotAPaper> {
  const text = pasted(pastedText);
  const kind = await engine.codeKind(text);
  if (kind === "presentation") return { kind: "live" };
  if (kind === "challenge" || kind === "setup") return { kind };
  const inspected = kind === "pass" ? await engine.inspect(text) : undefined;
  if (inspected === undefined) return { kind: "other" };
  const status = await engine.paperStanding(text, now);
  if (status === undefined) return { kind: "phone-pass" };
  return status === "not_genuine" ? { kind: "not-genuine" } : { kind: "paper", text, inspected, status };
}

/** A text as messengers forward it: in lines, with spaces around it. A space inside may belong to the code. */
function pasted(text: string): string {
  return text.replace(/[\r\n\t]+/g, "").trim();
}
