/** An export that only some engines have. */
export function required<Part>(part: Part | undefined, entry: string): Part {
  if (part === undefined) throw new Error(`this engine cannot do that: take the one of @haetae/sdk/${entry}`);
  return part;
}
