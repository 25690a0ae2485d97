import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Site } from "../scanner/site.js";

/** What is between a device and the service. */
export type Middlebox =
  /** The service answers. */
  | "nothing"
  /** A Wi-Fi that answers everything with its sign-in page, and status 200. */
  | "page"
  /** A Wi-Fi that redirects everything to its sign-in page on a server of its own, or at this address. */
  | "redirect"
  | "redirect_here"
  /** A firewall that blocks everything with a page. */
  | "blocked"
  /** A proxy that does not reach the service. */
  | "gateway"
  /** A balancer in front of two nodes, of which another answers each time. */
  | "turns"
  /** Another node alone. */
  | "other";

const SIGN_IN = `<!doctype html><html><head><title>Free Wi-Fi</title></head><body><h1 id="portal">Sign in to Free Wi-Fi</h1></body></html>`;

/** A network: its own address, behind which is the service or a middlebox. */
export interface Network {
  readonly origin: string;
  middlebox: Middlebox;
  /** The other node, for `turns` and `other`. */
  other: Site | null;
  /** Answers to these paths are held back. */
  holds: RegExp | null;
  /** Lets go what was held back. */
  release(): void;
  close(): Promise<void>;
}

/** Opens a network in front of a site. */
export async function openNetwork(site: Site): Promise<Network> {
  let waiting: (() => void)[] = [];
  let turn = 0;
  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    const html = { "content-type": "text/html; charset=utf-8" };
    switch (network.middlebox) {
      case "page":
        return response.writeHead(200, html).end(SIGN_IN);
      case "blocked":
        return response.writeHead(403, html).end(SIGN_IN);
      case "gateway":
        return response.writeHead(502, html).end(SIGN_IN);
      case "redirect":
        return response.writeHead(302, { location: `${portal.origin}/sign-in` }).end();
      case "redirect_here":
        if (asked.url?.startsWith("/sign-in")) return response.writeHead(200, html).end(SIGN_IN);
        return response.writeHead(307, { location: "/sign-in" }).end();
      case "nothing":
        return forward(site, asked, response);
      case "turns":
        turn += 1;
        // By chance a worker could get a whole new version; the old node's assets make each one a mixture.
        return forward(
          turn % 2 === 0 || asked.url?.includes("/assets/") ? site : (network.other ?? site),
          asked,
          response,
        );
      case "other":
        return forward(network.other ?? site, asked, response);
    }
  };
  const portal = await listening((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(SIGN_IN),
  );
  const front = await listening((asked, response) => {
    const pass = () => void answer(asked, response);
    if (network.holds?.test(asked.url ?? "")) waiting.push(pass);
    else pass();
  });
  const network: Network = {
    origin: front.origin,
    middlebox: "nothing",
    other: null,
    holds: null,
    release: () => {
      network.holds = null;
      for (const pass of waiting) pass();
      waiting = [];
    },
    close: async () => {
      await front.close();
      await portal.close();
    },
  };
  return network;
}

function forward(site: Site, asked: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = asked;
  const passed = request(
    new URL(asked.url ?? "/", site.origin),
    { method, headers: { ...headers, host: new URL(site.origin).host } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  passed.on("error", () => response.destroy());
  asked.pipe(passed);
}

async function listening(handle: (asked: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
