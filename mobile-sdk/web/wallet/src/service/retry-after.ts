/** `Retry-After` in seconds: a number, or a date; `undefined` if there is none that makes sense. */
export function retryAfterOf(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : Date.parse(value) / 1000 - now;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
