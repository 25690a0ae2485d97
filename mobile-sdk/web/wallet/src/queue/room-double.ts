import type { PassesRequest, QueueNotice, QueueState, QueueTicket } from "@haetae/sdk";
import { ServiceProblem } from "../service/problem.js";

/** The draw of everybody who joins: half of those of the same second are before them. */
const DRAW = 1n << 63n;

/** Stands in for the service's waiting room: with real tickets, but without their code, which phones cannot check. */
export class RoomDouble {
  state: QueueState = "open";
  number = 1;
  /** How far it has come, and who was let in too long ago: seconds since 1970. */
  serving = 0;
  expired = 0;
  joined: { room: number; keys: string }[] = [];
  reads = 0;
  /** What happens to the next reads and joins instead. */
  failure: ServiceProblem | undefined;

  constructor(
    private readonly opens: number,
    private readonly now: () => number,
  ) {}

  /** The parts of the service's client. */
  readonly client = {
    queue: async (): Promise<QueueNotice> => {
      this.reads += 1;
      this.#fail();
      return this.#notice();
    },
    join: async (room: number, keys: string): Promise<QueueTicket> => {
      this.#fail();
      if (room !== this.number || !["pre_queue", "open", "paused"].includes(this.state))
        throw new ServiceProblem("queue_closed", "failed");
      this.joined.push({ room, keys });
      const arrival = Math.floor(this.now());
      const rank = { second: iso(Math.max(arrival, this.opens)), draw: DRAW.toString(16) };
      return { ticket: ticketOf(room, arrival), room, rank, server_time: iso(this.now()), poll_after: 15 };
    },
  };

  /** What the service says to a request for passes before it looks at anything else. */
  admit(body: PassesRequest): void {
    if (!["pre_queue", "open", "paused", "draining"].includes(this.state)) return;
    if (body.ticket === undefined) throw new ServiceProblem("queue_required", "failed");
    const bytes = Buffer.from(body.ticket, "base64url");
    if (bytes.readUInt32BE(2) !== this.number) throw new ServiceProblem("queue_ticket_invalid", "failed");
    const second = Math.max(bytes.readUIntBE(6, 6), this.opens);
    if (second < this.expired) throw new ServiceProblem("queue_expired", "failed");
    if (second >= this.serving) throw new ServiceProblem("queue_not_yet", "busy", { retryAfter: 15 });
  }

  #notice(): QueueNotice {
    const rank = (second: number) => ({ second: iso(second), draw: "0".repeat(16) });
    const room = {
      number: this.number,
      pre_queue: iso(this.opens - 1_800),
      opens: iso(this.opens),
      now_serving: rank(this.serving),
      expired: rank(this.expired),
      window: 3_600,
      per_second: 10,
      // A thousand people each second since the opening.
      curve: [
        [0, 0],
        [10_000, 10_000_000],
      ] as [number, number][],
    };
    return { state: this.state, made: iso(this.now()), poll_after: 15, room };
  }

  #fail(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}

function iso(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

/** A ticket of the form of docs/queue.md. */
function ticketOf(room: number, arrival: number): string {
  const bytes = Buffer.alloc(75);
  bytes.write("T", 0);
  bytes.writeUInt8(1, 1);
  bytes.writeUInt32BE(room, 2);
  bytes.writeUIntBE(arrival, 6, 6);
  bytes.writeBigUInt64BE(DRAW, 12);
  return bytes.toString("base64url");
}
