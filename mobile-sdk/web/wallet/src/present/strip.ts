import type { KeptPass } from "../store/model.js";

const seconds = (time: string) => Date.parse(time) / 1000;

/** The latest pass that is valid at `now` (wire format, section 3): where today's and tomorrow's both are, tomorrow's. */
export function passToShow(passes: readonly KeptPass[], now: number): KeptPass | undefined {
  const valid = passes.filter((pass) => seconds(pass.not_before) <= now && now < seconds(pass.expires));
  return valid.reduce<KeptPass | undefined>((latest, pass) => (latest && seconds(latest.not_before) >= seconds(pass.not_before) ? latest : pass), undefined);
}

/** Until when there is a pass to show from `now` on without a gap; `undefined` where there is none now. */
export function coveredUntil(passes: readonly KeptPass[], now: number): number | undefined {
  let until: number | undefined;
  for (const pass of [...passes].sort((a, b) => seconds(a.not_before) - seconds(b.not_before))) {
    const expires = seconds(pass.expires);
    if (seconds(pass.not_before) <= (until ?? now) && expires > (until ?? now)) until = expires;
  }
  return until;
}
