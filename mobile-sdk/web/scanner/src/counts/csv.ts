import type { DayCounts } from "./day";

/**
 * The counts as a table for other programs: a line for each verdict of each hour, the hour with its offset from UTC.
 */
export function toCsv({ day, hours }: DayCounts): string {
  const lines = Object.entries(hours).flatMap(([hour, counts]) => {
    const from = `${day}T${hour.padStart(2, "0")}:00${offset(day, Number(hour))}`;
    return counts.map(({ outcome, code, count }) => [from, outcome, code, count].join(","));
  });
  return ["hour_from,verdict,code,count", ...lines, ""].join("\r\n");
}

/** The device's offset from UTC at that hour: `+09:00`. */
function offset(day: string, hour: number): string {
  const minutes = -new Date(`${day}T${String(hour).padStart(2, "0")}:00`).getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
