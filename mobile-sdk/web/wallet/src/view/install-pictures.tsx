import type { ComponentChildren } from "preact";

/** The signs on a browser's buttons. */
function ButtonPicture({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="sign"
      viewBox="0 0 48 48"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}

/** The share button of Safari: an arrow out of a box. */
export function SharePicture() {
  return (
    <ButtonPicture>
      <path d="M24 30V6M16 13l8-8 8 8M15 20h-5v22h28V20h-5" />
    </ButtonPicture>
  );
}

/** "Add to Home Screen" in the list: a plus in a box. */
export function AddPicture() {
  return (
    <ButtonPicture>
      <rect x="8" y="8" width="32" height="32" rx="7" />
      <path d="M24 16v16M16 24h16" />
    </ButtonPicture>
  );
}

/** The confirmation: a mark in a circle. */
export function ConfirmPicture() {
  return (
    <ButtonPicture>
      <circle cx="24" cy="24" r="17" />
      <path d="M16 24l6 6 11-12" />
    </ButtonPicture>
  );
}

/** The menu of a browser: three dots above each other. */
export function MenuPicture() {
  return (
    <ButtonPicture>
      <path d="M24 11v.1M24 24v.1M24 37v.1" stroke-width="7" />
    </ButtonPicture>
  );
}
