import type { LiveCode } from "@haetae/sdk";
import { pathOf } from "../present/modules.js";
import { PERIOD, secondsLeft } from "../present/rhythm.js";
import type { Words } from "../words/words.js";

/** White modules on each side, as ISO/IEC 18004 asks for. */
const QUIET = 4;

/** The living code, with the time that it has left as a ring and in words. */
export function Code({ code, now, name, words }: { code: LiveCode; now: number; name: string; words: Words }) {
  const side = code.code.width + 2 * QUIET;
  const left = secondsLeft(code.made, now);
  return (
    <>
      <div class="code" data-testid="code" data-text={code.text}>
        <svg viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} role="img" aria-label={words.codeOf(name)} shape-rendering="crispEdges">
          <path d={pathOf(code.code)} fill="#000" />
        </svg>
      </div>
      <p class="left">
        <Ring signed={code.made} left={left} />
        <span>{words.secondsLeft(left)}</span>
      </p>
    </>
  );
}

/** Empties evenly; where its owner wants no motion, in steps of a second. */
function Ring({ signed, left }: { signed: number; left: number }) {
  return (
    <svg class="ring" viewBox="0 0 40 40" aria-hidden="true">
      <circle class="whole" cx="20" cy="20" r="16" />
      <circle key={signed} class="rest" cx="20" cy="20" r="16" pathLength={100} stroke-dashoffset={100 - (left / PERIOD) * 100} />
    </svg>
  );
}
