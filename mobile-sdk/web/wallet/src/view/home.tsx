import { isRefused } from "@haetae/sdk";
import { useOnline } from "@haetae/shell/use-online";
import { useState } from "preact/hooks";
import { coveredUntil } from "../present/covered.js";
import { unrefused } from "../renewal/due.js";
import { dayInWords, lastDayInWords } from "../words/dates.js";
import { evidenceInWords } from "../words/evidence.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Bar } from "./bar.js";
import { Code } from "./code.js";
import { useLiveCode, useTime, useWakeLock } from "./hooks.js";
import { NoCode } from "./no-code.js";
import { Notes } from "./notes.js";
import { People, nameOf } from "./people.js";
import { Removing } from "./removing.js";
import { useAnswer, VenueScan } from "./venue.js";

const SHOWN = "haetae-wallet-shown";

interface HomeProps {
  app: App;
  words: Words;
  language: () => void;
  add: () => void;
}

/** The code is the page. */
export function Home({ app, words, language, add }: HomeProps) {
  const time = useTime(app);
  const online = useOnline();
  const [shownId, setShownId] = useState(sessionStorage.getItem(SHOWN) ?? "");
  const [scanning, setScanning] = useState(false);
  const [removing, setRemoving] = useState(false);
  const answer = useAnswer(time.now);
  const { all } = app.household;
  const held = all.find(({ id }) => id === shownId) ?? all[0];
  const until = held && coveredUntil(unrefused(held.passes, time.now), time.now);
  // Doors that know nothing new yet take one that others refuse.
  const hasPass = held !== undefined && coveredUntil(held.passes, time.now) !== undefined;
  // A new pass is shown at once, and none that is over.
  const code = useLiveCode(app, hasPass ? held?.id : undefined, answer.challenge);
  const pass = held?.passes.find(({ day }) => day === code?.pass.day);
  useWakeLock(hasPass && !scanning);
  if (held === undefined) return null;
  const day = until === undefined ? undefined : lastDayInWords(until, words.language, app.deployment.zone);
  const show = (id: string) => {
    sessionStorage.setItem(SHOWN, id);
    setShownId(id);
    answer.end();
  };
  if (scanning) {
    const read = (challenge: string) => {
      answer.begin(challenge);
      setScanning(false);
    };
    return <VenueScan app={app} words={words} language={language} read={read} close={() => setScanning(false)} />;
  }
  const name = nameOf(held, words);
  const replaced = pass?.own !== undefined && pass.own.standing !== "revoked" && isRefused(pass.own, time.now);
  const get = () => void app.household.retry(held.id);
  const notes = <Notes held={held} time={time} hasPass={hasPass} replaced={replaced} words={words} signIn={add} get={get} />;
  return (
    <>
      <Bar words={words} language={language}>
        {[day !== undefined && app.persisted && words.coveredUntil(day), !online && words.offlineNow].filter(Boolean).join(" · ")}
      </Bar>
      <main class="home">
        {all.length > 1 && <People held={all} shown={held.id} words={words} show={show} />}
        {code !== undefined && pass !== undefined ? (
          <div class="shown">
            {answer.challenge !== undefined && <p class="note">{words.venueAnswered}</p>}
            <Code code={code} now={time.now} name={name} words={words} />
            {notes}
          </div>
        ) : (
          <>
            {notes}
            <NoCode app={app} held={held} now={time.now} hasPass={hasPass} words={words} />
          </>
        )}
        <h2 class="who">{name}</h2>
        <ul class="facts">
          {pass?.inspected.evidence.map((piece) => (
            <li key={JSON.stringify(piece)}>{evidenceInWords(piece, words.language)}</li>
          ))}
          {pass !== undefined && <li>{words.passFor(dayInWords(Date.parse(`${pass.day}T12:00:00Z`) / 1000, words.language, "UTC"))}</li>}
          {pass !== undefined && <li>{words.brightness}</li>}
          {day !== undefined && !app.persisted && <li>{words.notPromised(day)}</li>}
        </ul>
        <div class="acts">
          {answer.challenge !== undefined && (
            <button type="button" class="first" onClick={answer.end}>
              {words.venueEnd}
            </button>
          )}
          {pass !== undefined && (
            <button type="button" onClick={() => setScanning(true)}>
              {words.venueCode}
            </button>
          )}
          {app.deployment.demo_sign_in && (
            <button type="button" onClick={add}>
              {words.addSomebody}
            </button>
          )}
          <button type="button" class="plain" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        </div>
        {removing && <Removing app={app} id={held.id} name={name} words={words} close={() => setRemoving(false)} />}
      </main>
    </>
  );
}
