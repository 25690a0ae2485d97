import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The service's program; a debug build reads the web apps from their folders. */
export const HAETAE =
  process.env["HAETAE_BINARY"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target"), "debug", "haetae");

/** The issuer's contact. */
const CONTACT = {
  HAETAE__ISSUER__CONTACT_NAME: "질병관리청",
  HAETAE__ISSUER__CONTACT_TELEPHONE: "1339",
  HAETAE__ISSUER__CONTACT_PAGE: "https://pass.example/help",
};

/** A real service with synthetic citizens and the demo sign-in, on ports and in a folder of its own. */
export class Service {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Service> {
    const service = new Service(mkdtempSync(join(tmpdir(), "haetae-wallet-")), await freePort());
    service.haetae("init", "--serial-bits", "20");
    const citizens = join(service.folder, "citizens.ndjson");
    service.run("records", "sample", "--count", "40", "--out", citizens);
    service.haetae("records", "import", citizens);
    service.haetae("partner", "demo");
    await service.serve(settings);
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get wallet(): string {
    return `${this.origin}/wallet/`;
  }

  /** Runs a command on the service's data folder. */
  haetae(...words: string[]): string {
    return this.run(...words, "--data", join(this.folder, "data"));
  }

  /** The text of a new paper pass of a person; also as a picture, if a path is given. */
  paper(subject: string, png?: string): string {
    if (png !== undefined) this.haetae("issue", "--paper", "--subject", subject, "--out", png);
    return this.haetae("issue", "--paper", "--subject", subject, "--format", "text").trimEnd();
  }

  /**
   * The key that a code's pass was signed with, the kind of the holder's key, and when the phone made the code (seconds
   * since 1970).
   */
  contentOf(code: string): { issuer: string; holder: string; made: number } {
    const { signed_by: issuer, holder_key, presented } = JSON.parse(this.run("inspect", "--json", code));
    return { issuer, holder: holder_key.curve, made: Date.parse(presented) / 1000 };
  }

  /** How many entries the journal has about passes that were issued. */
  issued(): number {
    const names = readdirSync(this.folder, { recursive: true, encoding: "utf8" });
    const files = names.filter((name) => /journal.*\.ndjson$/.test(name));
    const lines = files.flatMap((name) => readFileSync(join(this.folder, name), "utf8").split("\n"));
    return lines.filter((line) => line !== "" && "passes" in JSON.parse(line)).length;
  }

  /** Withdraws a signing key, and brings its spare from the vault. */
  compromise(kid: string): void {
    const [out, vault] = [join(this.folder, `without-${kid}.json`), join(this.folder, "data", "vault")];
    this.haetae("keys", "compromise", kid, "--reason", "a stolen backup", "--out", out, "--vault", vault);
  }

  /** Does something, and waits until what is published has changed. */
  async publishes(change: () => void): Promise<void> {
    const published = async () => (await fetch(`${this.origin}/v1/trust/manifest`)).headers.get("etag");
    const before = await published();
    change();
    await vi.waitUntil(async () => (await published()) !== before, { timeout: 60_000, interval: 200 });
  }

  /** What a scanner that has everything published says to a code at a time (seconds since 1970). */
  verdict(text: string, at: number, challenge?: string): string {
    const bundle = join(this.folder, "bundle");
    this.haetae("publish", "--out", join(this.folder, "site"));
    writeFileSync(bundle, readFileSync(join(this.folder, "site", "v1", "trust", "bundle")));
    const known = ["--roots", join(this.folder, "data", "roots.json"), "--bundle", bundle];
    const asked = challenge === undefined ? [] : ["--challenge", challenge];
    const words = ["verify", ...known, ...asked, "--at", String(Math.floor(at)), "--json", text];
    try {
      return JSON.parse(this.run(...words)).code;
    } catch (error) {
      return JSON.parse((error as { stdout: string }).stdout).code;
    }
  }

  async serve(settings: Record<string, string> = {}): Promise<void> {
    const env = {
      ...process.env,
      HAETAE__DEMO__SIGN_IN: "true",
      // One citizen stands for many: the tests sign in with more phones than one person has.
      HAETAE__LIMITS__PHONES_PER_DAY: "0",
      HAETAE__WEB__ORIGIN: this.origin,
      ...CONTACT,
      ...settings,
    };
    const listen = ["--listen", `127.0.0.1:${this.port}`, "--operator-listen", "127.0.0.1:0"];
    const child = spawn(HAETAE, ["serve", ...listen, "--data", join(this.folder, "data")], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stderr });
    const seen: string[] = [];
    await new Promise<void>((ready, failed) => {
      lines.on("line", (line) => {
        seen.push(line);
        if (line.includes('"serving"')) ready();
      });
      child.once("exit", () => failed(new Error(`the service ended:\n${seen.slice(-5).join("\n")}`)));
    });
    // It answers before it has published: to a test that asks for the manifest at once, that there is none yet.
    await vi.waitUntil(async () => (await fetch(`${this.origin}/readyz`)).ok, { timeout: 60_000, interval: 50 });
  }

  /** Kills the service as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.removeAllListeners("exit");
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(...words: string[]): string {
    return execFileSync(HAETAE, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
