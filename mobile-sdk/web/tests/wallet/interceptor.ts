import { createServer, request, type Server, type ServerResponse } from "node:http";

/**
 * What is between a phone and the service: nothing; a Wi-Fi before its sign-in, in one of its ways; a proxy whose
 * service is gone.
 */
export type Interception = "nothing" | "html" | "json" | "redirect" | "sign-in-511" | "broken";

const PAGE = "<!doctype html><title>Free Wi-Fi</title><p>Please sign in.</p>";

/** A way to the service on which something else may answer. */
export class Interceptor {
  interception: Interception = "nothing";
  /** The paths that were asked for. */
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async open(service: string): Promise<Interceptor> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const interceptor = new Interceptor(
      server,
      `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    );
    server.on("request", (asked, answer) => {
      interceptor.asked.push(asked.url ?? "");
      if (interceptor.interception !== "nothing") return interceptor.answer(answer);
      const passed = request(
        new URL(asked.url ?? "/", service),
        { method: asked.method, headers: asked.headers },
        (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers);
          found.pipe(answer);
        },
      );
      passed.on("error", () => answer.destroy());
      asked.pipe(passed);
    });
    return interceptor;
  }

  get wallet(): string {
    return `${this.origin}/wallet/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private answer(answer: ServerResponse): void {
    const html = { "content-type": "text/html; charset=utf-8" };
    switch (this.interception) {
      case "html":
        return void answer.writeHead(200, html).end(PAGE);
      case "json":
        return void answer.writeHead(200, { "content-type": "application/json" }).end('{"login":"required"}');
      case "redirect":
        return void answer
          .writeHead(302, { location: `${this.origin.replace("127.0.0.1", "localhost")}/sign-in` })
          .end();
      case "sign-in-511":
        return void answer.writeHead(511, html).end(PAGE);
      default:
        return void answer.writeHead(502, html).end("<!doctype html><title>502 Bad Gateway</title>");
    }
  }
}
