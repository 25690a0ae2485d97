import type { Evidence } from "@haetae/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { coveredUntil, passToShow } from "../present/strip.js";
import { dayInWords, lastDayInWords } from "../words/dates.js";
import { evidenceInWords } from "../words/evidence.js";
import type { Words } from "../words/words.js";
import type { App } from "./app-parts.js";
import { Bar } from "./bar.js";
import { Code } from "./code.js";
import { useLiveCode, useOnline, useReading, useWakeLock } from "./hooks.js";
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
  const reading = useReading(app);
  const online = useOnline();
  const [shownId, setShownId] = useState(sessionStorage.getItem(SHOWN) ?? "");
  const [scanning, setScanning] = useState(false);
  const [removing, setRemoving] = useState(false);
  const answer = useAnswer(reading.now);
  const { held: all } = app.wallet;
  const held = all.find(({ holder }) => holder.id === shownId) ?? all[0];
  const pass = held && passToShow(held.passes, reading.now);
  const code = useLiveCode(app, pass, answer.challenge);
  const evidence = useEvidence(app, pass?.qr);
  useWakeLock(pass !== undefined && !scanning);
  if (held === undefined) return null;
  const until = coveredUntil(held.passes, reading.now);
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
  return (
    <>
      <Bar words={words} language={language}>
        {day !== undefined && app.persisted && words.coveredUntil(day)}
        {!online && <> · {words.offlineNow}</>}
      </Bar>
      <main class="home">
        {all.length > 1 && <People held={all} shown={held.holder.id} words={words} show={show} />}
        {code !== undefined && pass !== undefined ? (
          <div class="shown">
            {answer.challenge !== undefined && <p class="note">{words.venueAnswered}</p>}
            <Code code={code} now={reading.now} name={name} words={words} />
          </div>
        ) : (
          <NoCode app={app} held={held} now={reading.now} hasPass={pass !== undefined} words={words} />
        )}
        <Notes held={held} reading={reading} hasPass={pass !== undefined} words={words} signIn={add} />
        <h2 class="who">{name}</h2>
        <ul class="facts">
          {evidence.map((piece) => (
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
        {removing && <Removing app={app} id={held.holder.id} name={name} words={words} close={() => setRemoving(false)} />}
      </main>
    </>
  );
}

/** What the pass attests, read from the pass itself. */
function useEvidence(app: App, qr: string | undefined): Evidence[] {
  const [evidence, setEvidence] = useState<Evidence[]>([]);
  const asked = useRef<string | undefined>(undefined);
  useEffect(() => {
    asked.current = qr;
    if (qr === undefined) return setEvidence([]);
    void app.engine.inspect(qr).then((found) => asked.current === qr && setEvidence(found?.evidence ?? []));
  }, [app, qr]);
  return evidence;
}
