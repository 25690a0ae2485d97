import type { Outcome } from "@haetae/sdk";

/** A circle with a check, an octagon with a cross, a triangle with a question mark: distinct without colour. */
export function Shape({ outcome }: { outcome: Outcome }) {
  return (
    <svg class={`shape shape-${outcome}`} viewBox="0 0 100 100" aria-hidden="true" focusable="false">
      {outcome === "admit" && (
        <>
          <circle class="body" cx="50" cy="50" r="47" />
          <path class="mark" d="M27 52 44 69 74 34" pathLength="1" />
        </>
      )}
      {outcome === "refuse" && (
        <>
          <path class="body" d="M30.5 3H69.500L97 30.500V69.500L69.500 97H30.500L3 69.500V30.500Z" />
          <path class="mark" d="M33 33 67 67M67 33 33 67" />
        </>
      )}
      {outcome === "unclear" && (
        <>
          <path class="body round" d="M50 9 95 89H5Z" />
          <path class="mark thin" d="M40 46q0-10.500 10-10.500t10 10.500q0 6.500-10 10.500v5" />
          <circle class="dot" cx="50" cy="76" r="5" />
        </>
      )}
    </svg>
  );
}
