import { useEffect, useRef, useState } from "preact/hooks";

/** A screen reader hears of a new place at most this often, in milliseconds. */
const SPOKEN_EVERY = 60_000;

/** What was spoken, about what, and when. */
interface Said {
  about: string;
  text: string;
  at: number;
}

/** What a screen reader hears now: something else at once, more of the same after a minute. `at` is in milliseconds. */
export function nextSaid(last: Said | undefined, about: string, text: string, at: number): Said {
  const isSame = last?.about === about && (last.text === text || at - last.at < SPOKEN_EVERY);
  return isSame ? last : { about, text, at };
}

/** The text of a live region that speaks of one subject once a minute at most. */
export function useSpoken(about: string, text: string): string {
  const last = useRef<Said | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    last.current = nextSaid(last.current, about, text, performance.now());
    setSpoken(last.current.text);
  }, [about, text]);
  return spoken;
}
