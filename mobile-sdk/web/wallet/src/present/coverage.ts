import type { IssuedPass } from "@haetae/sdk";

const seconds = (time: string) => Date.parse(time) / 1000;

/** Until when there is a pass to show from `now` on without a gap; `undefined` if there is none now. */
export function availableUntil(passes: readonly IssuedPass[], now: number): number | undefined {
  let until: number | undefined;
  for (const pass of [...passes].sort((a, b) => seconds(a.not_before) - seconds(b.not_before))) {
    const expires = seconds(pass.expires);
    if (seconds(pass.not_before) <= (until ?? now) && expires > (until ?? now)) until = expires;
  }
  return until;
}
