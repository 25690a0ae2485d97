/** The icons of the buttons; each button has a text too. */
const PATHS = {
  torch: "M8 2h8v4l-2 3v11a2 2 0 0 1-4 0V9L8 6ZM12 13v2",
  type: "M3 6h18v12H3ZM6.500 10h.01M10 10h.01M14 10h.01M17.500 10h.01M7 14.500h10",
  photo: "M3 5h18v14H3ZM3 16l5-5 4 4 3-3 6 5M15.500 9h.01",
  settings: "M4 7h9M17 7h3M13 5v4M4 17h3M11 17h9M11 15v4M4 12h2M10 12h10M6 10v4",
  close: "M5 5l14 14M19 5 5 19",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 20c0-8 13-8 13 0M16 4.500a3.500 3.500 0 0 1 0 6M18.500 14.500c2 1 3 3 3 5.500",
  lock: "M6 11h12v9H6ZM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  camera: "M4 7h3l2-3h6l2 3h3v13H4ZM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
