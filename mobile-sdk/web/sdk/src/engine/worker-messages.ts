/** A call, with a number to find its answer by. */
export interface Call {
  id: number;
  name: string;
  values: unknown[];
}

/** The answer to the call of this number. */
export type Answer = { id: number; value: unknown } | { id: number; error: string };
