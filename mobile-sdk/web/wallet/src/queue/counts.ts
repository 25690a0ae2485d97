/** From this number on people are counted roughly: what nodes have added up is off by about a hundredth. */
const ROUGH = 1_000;

/** A number of people as it is shown. */
export interface Count {
  text: string;
  isRough: boolean;
}

/** So many people: exactly while they are few, otherwise in three digits. */
export function countOf(people: number, language: string): Count {
  const isRough = people >= ROUGH;
  const shown = isRough ? Number(people.toPrecision(3)) : Math.round(people);
  return { text: new Intl.NumberFormat(language === "en" ? "en-GB" : "ko-KR").format(shown), isRough };
}

const MINUTE = 60;
const HOUR = 3_600;

/**
 * A range of seconds in whole minutes, wider rather than narrower: to the minute up to twenty minutes, to five minutes
 * up to an hour, to a quarter up to three hours, and to the hour above. Both in seconds.
 */
export function rangeOf({ least, most }: { least: number; most: number }): { from: number; until: number } {
  const steps: [number, number][] = [
    [20 * MINUTE, MINUTE],
    [HOUR, 5 * MINUTE],
    [3 * HOUR, 15 * MINUTE],
  ];
  const step = steps.find(([end]) => most <= end)?.[1] ?? HOUR;
  return { from: Math.floor(least / step) * step, until: Math.max(Math.ceil(most / step), 1) * step };
}
