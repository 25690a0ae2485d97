import type { Due, Engine, Held, OwnPass, PassesAnswer, PassesRequest, Renewal } from "@haetae/sdk";
import { daysFrom } from "../renewal/days.js";

const DAY = 86_400;

/** A day's pass in Seoul: from eight in the evening before to midnight, in seconds since 1970. */
export function windowOf(day: string): { from: number; until: number } {
  const midnight = Date.parse(`${day}T00:00:00+09:00`) / 1000;
  return { from: midnight - 4 * 3600, until: midnight + DAY };
}

/** What a service issues at `now`: a pass for every day that was asked for, and the next request in five days. */
export function issue(body: PassesRequest, now: number): PassesAnswer {
  const passes = body.holder_keys.map(({ day }) => {
    const { from, until } = windowOf(day);
    const [not_before = "", expires = ""] = [from, until].map((time) => new Date(time * 1000).toISOString());
    return { day, qr: `HT1:${day}`, not_before, expires };
  });
  return {
    passes,
    refresh_after: new Date((now + 5 * DAY) * 1000).toISOString(),
    server_time: new Date(now * 1000).toISOString(),
  };
}

/**
 * Stands in for the core, with passes that are only their days (`HT1:2026-11-22`): real ones of a withdrawn key need
 * trust data that somebody has signed. What the core itself decides, its own tests show.
 */
export function coreDouble(now: () => number, withdrawn: () => readonly string[]): Engine {
  const people = new Map<string, { held: Held; states: OwnPass[] }>();
  const of = (holder: string) => people.get(holder) ?? { held: { planned: 0, strips: [] }, states: [] };
  const stored = ({ strips }: Held) => strips.flatMap(({ day, qr }) => (qr === undefined ? [] : [{ day, qr }]));
  const engine = {
    holderKeysDigest: async () => "digest",
    inspect: async () => ({ evidence: [] }),
    limits: async () => ({ days_kept: 14 }),
    openClock: async () => undefined,
    learnTime: async (server: number) => ({ server, behind: 0 }),
    phoneTime: async () => ({ now: now(), trust: "confirmed", state: "trusted", correction: 0 }),
    hold: async (holder: string, held: Held) => {
      people.set(holder, { held, states: [] });
      return stored(held).map(({ qr }) => qr);
    },
    drop: async (holder: string) => void people.delete(holder),
    /** Passes of a withdrawn key are replaced within ten minutes. */
    renew: async (holder: string): Promise<Renewal> => {
      const { held } = of(holder);
      const states = stored(held).map(
        ({ qr }): OwnPass =>
          withdrawn().includes(qr) ? { standing: "withdrawn", from: now() - 60 } : { standing: "good" },
      );
      const isOne = states.some(({ standing }) => standing !== "good");
      const at = isOne ? Math.min(held.planned, now() + 600) : held.planned;
      people.set(holder, { held: { ...held, planned: at }, states });
      return { passes: states, at };
    },
    due: async (holder: string, today: string, count: number, _: unknown, asked: boolean): Promise<Due> => {
      const at = now();
      const { held, states } = of(holder);
      const lasting = stored(held)
        .map(({ day }, place) => ({ day, ...windowOf(day), isGood: (states[place]?.standing ?? "good") === "good" }))
        .filter(({ until }) => at < until);
      const begun = lasting.filter(({ from }) => from <= at);
      const urgent = !begun.some(({ isGood }) => isGood);
      if (!asked && at < held.planned && begun.length > 0) return { days: [], urgent };
      const good = lasting.filter(({ isGood }) => isGood).map(({ day }) => day);
      return { days: daysFrom(today, count).filter((day) => !good.includes(day)), urgent };
    },
    discardable: async (holder: string) =>
      stored(of(holder).held)
        .map(({ day }) => day)
        .filter((day) => windowOf(day).until <= now()),
  };
  return engine as unknown as Engine;
}
