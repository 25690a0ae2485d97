import type { Wallet } from "@haetae/sdk";
import { daysFrom } from "../renewal/days.js";

/**
 * The days to ask for with a ticket that is for the keys of `days`: the same days, or as many from today on if somebody
 * has waited past midnight, with the same keys. `undefined` where the keys cannot be moved, because some of the days
 * have passes: then the place is given up.
 */
export async function daysFromToday(
  wallet: Pick<Wallet, "moveRequest">,
  holder: string,
  days: string[],
  today: string,
): Promise<string[] | undefined> {
  if ((days[0] ?? today) >= today) return days;
  const to = daysFrom(today, days.length);
  return wallet.moveRequest(holder, days, to).then(
    () => to,
    () => undefined,
  );
}
