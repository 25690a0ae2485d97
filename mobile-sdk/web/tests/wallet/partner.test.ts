import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { freePort, HAETAE } from "./service";

const WEB = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = fileURLToPath(new URL("../../../../docs/partner.md", import.meta.url));
const run = promisify(execFile);

/**
 * The path for a partner, as `docs/partner.md` has it: its commands and its programs, in a folder and at a service of
 * their own.
 */
describe("the path for a partner", () => {
  let folder: string;
  let page: string;
  let service: ChildProcess | undefined;

  beforeAll(async () => {
    page = await readFile(PAGE, "utf8");
    // Inside the workspace, so that the programs find the package by its name.
    await mkdir(join(WEB, "tests/dist"), { recursive: true });
    folder = await mkdtemp(join(WEB, "tests/dist/partner-"));
  });

  afterAll(async () => {
    if (service !== undefined && service.exitCode === null) {
      const ended = once(service, "exit");
      service.kill("SIGKILL");
      await ended;
    }
    await rm(folder, { recursive: true });
  });

  /** The commands of the page that begin with these words. */
  const commands = (words: string): string[][] =>
    [...page.matchAll(/^ {4}haetae (.*)$/gm)]
      .map(([, line = ""]) => line)
      .filter((line) => line.startsWith(words))
      .map((line) => line.split(" "));

  const haetae = (words: string[]) => run(HAETAE, words, { cwd: folder });
  const program = async (name: string, ...words: string[]) =>
    (await run(process.execPath, [`built/${name}`, ...words], { cwd: folder })).stdout;

  it("leads to a pass that a scanner admits", async () => {
    const programs = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
    expect(programs.map(([, name]) => name)).toEqual(["key.ts", "server.ts", "phone.ts", "venue.ts", "waiting.ts"]);
    for (const [, name = "", source = ""] of programs) await writeFile(join(folder, name), source);
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const compilerOptions = { types: ["node"], rootDir: ".", outDir: "built" };
    const settings = { extends: "../../../tsconfig.base.json", compilerOptions, include: ["*.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const compiler = join(WEB, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [compiler, "-p", folder]).catch(({ stdout }) => expect.fail(stdout));

    for (const words of [...commands("init"), ...commands("records")]) await haetae(words);
    const port = await freePort();
    await serve(port, commands("serve")[0] ?? []);
    await program("key.js");
    const [add = []] = commands("partner add");
    expect((await haetae(add)).stdout).toContain(
      "Next: the partner's server signs assertions with kid key-1, iss my-app and aud haetae.",
    );

    const origin = `http://127.0.0.1:${port}`;
    // A running service takes a moment to learn of the partner.
    const code = await vi.waitFor(() => program("phone.js", origin, "SYN-000001"), { timeout: 30_000, interval: 500 });
    expect(code).toMatch(/^HP1:/);
    const verdict = await program("venue.js", origin, "haetae-data/roots.json", code.trimEnd());
    expect(verdict).toBe("admit - Come in\n");
    expect(page).toContain(`prints \`${verdict.trimEnd()}\``);
    expect(await program("waiting.js", origin)).toMatch(/not_needed[\s\S]*"holder_keys"/);
  });

  /** Starts the service as the page says, on a free port. */
  async function serve(port: number, words: string[]): Promise<void> {
    const listen = ["--listen", `127.0.0.1:${port}`, "--operator-listen", "127.0.0.1:0"];
    const child = spawn(HAETAE, [...words, ...listen], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    service = child;
    const seen: string[] = [];
    await new Promise<void>((ready, failed) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        seen.push(line);
        if (line.includes('"serving"')) ready();
      });
      child.once("exit", () => failed(new Error(`the service ended:\n${seen.slice(-5).join("\n")}`)));
    });
    child.removeAllListeners("exit");
  }
});
