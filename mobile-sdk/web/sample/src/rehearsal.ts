import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Clock, RootSet } from "@haetae/sdk";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The service's program. */
const HAETAE =
  process.env["HAETAE_BINARY"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target"), "debug", "haetae");

/** The state of a sandbox, as `GET /sandbox` answers it. */
export interface SandboxState {
  round: number;
  time: string;
  faults: { fault: string }[];
  requests: Record<string, number>;
}

/** What a fault is for. */
export interface Asked {
  fault: string;
  requests?: number;
  seconds?: number;
  path?: string;
}

/** A real `haetae serve --sandbox` in a folder of its own. Its clock stands still between steps. */
export class Sandbox {
  #now = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly address: string,
    private readonly administration: string,
  ) {}

  static async start(): Promise<Sandbox> {
    const folder = mkdtempSync(join(tmpdir(), "haetae-sandbox-"));
    const free = ["--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"];
    const words = ["serve", "--sandbox", "--doors", "--data", join(folder, "data"), ...free];
    const child = spawn(HAETAE, words, { stdio: ["ignore", "pipe", "pipe"] });
    const trouble: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => trouble.push(line));
    const addresses: string[] = [];
    await new Promise<void>((ready, failed) => {
      child.once("exit", () => failed(new Error(`the sandbox ended:\n${trouble.slice(-5).join("\n")}`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        addresses.push(...(line.match(/http:\/\/[^/\s]+/) ?? []));
        if (addresses.length === 2) ready();
      });
    });
    const [address = "", administration = ""] = addresses;
    const sandbox = new Sandbox(child, folder, address, administration);
    await sandbox.#standStill();
    return sandbox;
  }

  /** A phone's clocks that agree with the sandbox's. */
  readonly clock: Clock = { now: () => this.#now, monotonic: () => this.#now * 1000 };

  get roots(): RootSet {
    return JSON.parse(readFileSync(join(this.folder, "data", "roots.json"), "utf8")) as RootSet;
  }

  state(): Promise<SandboxState> {
    return this.#call("GET", "");
  }

  /** Lets time pass, for the service and the phone alike. */
  async advance(seconds: number): Promise<void> {
    await this.#call("POST", "/clock", { advance: seconds });
    this.#now += seconds;
  }

  fault(asked: Asked): Promise<SandboxState> {
    return this.#call("POST", "/faults", asked);
  }

  endFaults(): Promise<SandboxState> {
    return this.#call("DELETE", "/faults");
  }

  /** Begins anew; the address stays. */
  async reset(): Promise<void> {
    const { round } = await this.#call<SandboxState>("POST", "/reset");
    for (;;) {
      // What is asked while it begins anew waits, or is cut.
      const state = await this.state().catch(() => undefined);
      if (state !== undefined && state.round > round) break;
    }
    await this.#standStill();
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.removeAllListeners("exit");
      const ended = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #standStill(): Promise<void> {
    const { time } = await this.#call<SandboxState>("POST", "/clock", { speed: 0 });
    this.#now = Date.parse(time) / 1000;
  }

  async #call<T = SandboxState>(method: string, path: string, body?: object): Promise<T> {
    const json =
      body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${this.administration}/sandbox${path}`, { method, ...json });
    if (!response.ok) throw new Error(`${method} /sandbox${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
