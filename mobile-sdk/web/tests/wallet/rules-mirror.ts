import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { Authority, pinned, sha256 } from "./authority";

/** A way to the service that adds rules to what it publishes, under an authority of its own. */
export class RulesMirror {
  readonly #authority = new Authority();
  readonly #files = new Map<string, Buffer>();
  #manifest = Buffer.alloc(0);

  private constructor(
    private readonly server: Server,
    private readonly service: string,
    readonly origin: string,
  ) {
    server.on("request", (asked, answer) => void this.#answer(asked, answer));
  }

  static async open(service: string): Promise<RulesMirror> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return new RulesMirror(server, service, `http://127.0.0.1:${port}`);
  }

  get wallet(): string {
    return `${this.origin}/wallet/`;
  }

  /** Publishes rules from now on, the text of a file, or none. */
  async publish(rules: string | undefined): Promise<void> {
    const manifest = await this.#fetch("/v1/trust/manifest");
    const list = await this.#fetch(`/v1/trust/files/${pinned(manifest, "trust-list")}`);
    const [signed = Buffer.alloc(0), ...files] = this.#authority.publish(list, manifest, rules);
    this.#manifest = Buffer.from(signed);
    for (const file of files) this.#files.set(sha256(file).toString("hex"), file);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  async #answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? "/";
    const bytes = { "content-type": "application/octet-stream", "cache-control": "no-cache" };
    if (path === "/v1/trust/manifest") return void answer.writeHead(200, bytes).end(this.#manifest);
    const file = this.#files.get(path.replace("/v1/trust/files/", ""));
    if (file !== undefined) return void answer.writeHead(200, bytes).end(file);
    if (path === "/wallet/deployment.json") {
      const deployment = JSON.parse((await this.#fetch(path)).toString()) as object;
      const content = JSON.stringify({ ...deployment, roots: this.#authority.roots });
      return void answer.writeHead(200, { "content-type": "application/json" }).end(content);
    }
    const passed = request(new URL(path, this.service), { method: asked.method, headers: asked.headers }, (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      found.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  }

  async #fetch(path: string): Promise<Buffer> {
    const answer = await fetch(new URL(path, this.service));
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }
}
