const DAY = 86_400;
const SEOUL = 9 * 3600;

/** The next midnight in Seoul that is at least three days away, in seconds since 1970. */
export const SWITCH = Math.ceil((Date.now() / 1000 + SEOUL) / DAY + 3) * DAY - SEOUL;

/** What the second version of the restaurants' rules says where it is not met. */
export const TOO_OLD = {
  ko: "2차 접종 후 180일이 지났습니다. 3차 접종을 하면 그날부터 유효합니다.",
  en: "More than 180 days since the second dose. A third dose counts at once.",
};

/** Markup, a direction override that is never ended, and a word that is longer than a screen. */
export const HOSTILE = {
  ko: `<img src=x onerror="document.title='taken'"> \u202e위조된 문장 ${"가".repeat(90)}`,
  en: `<script>document.title='taken'</script> \u202eforged ${"W".repeat(300)}`,
};

interface Policy {
  id: string;
  name: { ko: string; en: string };
  from?: number;
  until?: number;
  logic: unknown;
  message?: { ko: string; en: string };
}

const rfc3339 = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

function file(version: number, policies: Policy[]): string {
  return JSON.stringify({
    version,
    issued: Math.floor(Date.now() / 1000),
    zone: "Asia/Seoul",
    offsets: [[0, SEOUL]],
    presentation: { max_age: 60, max_skew: 60 },
    policies: policies.map(({ id, name, from, until, logic, message }) => ({
      id,
      name,
      from: rfc3339(from ?? SWITCH - 100 * DAY),
      until: until === undefined ? null : rfc3339(until),
      challenge: "off",
      status: "warn",
      rules: [{ id: "A", logic, message: message ?? TOO_OLD }],
    })),
  });
}

/** Rules of which those for restaurants, cinemas and department stores change at `SWITCH`. */
export function changingRules(version: number): string {
  const restaurant = { id: "restaurant", name: { ko: "식당·카페", en: "Restaurants and cafes" } };
  const cinema = { id: "cinema", name: { ko: "영화관", en: "Cinemas" } };
  return file(version, [
    { ...restaurant, until: SWITCH, logic: true },
    { ...restaurant, from: SWITCH, logic: false },
    { id: "gym", name: { ko: "실내체육시설", en: "Indoor sports" }, logic: true },
    { ...cinema, until: SWITCH, logic: false },
    { ...cinema, from: SWITCH, logic: true },
    { id: "store", name: { ko: "백화점·대형마트", en: "Department stores" }, from: SWITCH, logic: true },
    // An operation that this language does not have.
    { id: "clinic", name: { ko: "요양병원", en: "Nursing homes" }, logic: { nonsense: [1] } },
  ]);
}

/** Rules whose texts are written against the screen. */
export function hostileRules(version: number): string {
  const hostile = { name: HOSTILE, message: HOSTILE };
  return file(version, [
    { id: "a", ...hostile, until: SWITCH, logic: true },
    { id: "a", ...hostile, from: SWITCH, logic: false },
    { id: "b", ...hostile, logic: false },
  ]);
}
