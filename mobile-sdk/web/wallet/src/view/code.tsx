import type { LiveCode, Matrix } from "@haetae/sdk";
import { codeBox, codePath } from "@haetae/shell/code-path";
import type { Messages } from "../messages/messages.js";
import { secondsLeft } from "../present/interval.js";

/** A code of this text as a picture. */
export function CodePicture({ code, text, label }: { code: Matrix; text: string; label: string }) {
  return (
    <div class="code" data-testid="code" data-text={text}>
      <svg viewBox={codeBox(code)} role="img" aria-label={label} shape-rendering="crispEdges">
        <path d={codePath(code)} fill="#000" />
      </svg>
    </div>
  );
}

/** The live code, with its remaining time as a ring and as text. */
export function Code({ code, now, name, messages }: { code: LiveCode; now: number; name: string; messages: Messages }) {
  const left = secondsLeft(code, now);
  return (
    <>
      <CodePicture code={code.code} text={code.text} label={messages.codeOf(name)} />
      <p class="left">
        <Ring code={code} left={left} />
        <span>{messages.secondsLeft(left)}</span>
      </p>
    </>
  );
}

/** Empties evenly; with reduced motion, in steps of a second. */
function Ring({ code: { made, next }, left }: { code: LiveCode; left: number }) {
  return (
    <svg class="ring" viewBox="0 0 40 40" aria-hidden="true">
      <circle class="whole" cx="20" cy="20" r="16" />
      <circle
        key={made}
        class="rest"
        cx="20"
        cy="20"
        r="16"
        pathLength={100}
        stroke-dashoffset={100 - (left / (next - made)) * 100}
      />
    </svg>
  );
}
