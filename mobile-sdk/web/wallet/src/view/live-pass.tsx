import { isRefused, timeToShow } from "@haetae/sdk";
import { useOnline } from "@haetae/shell/use-online";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Held } from "../household/household.js";
import { coveredUntil } from "../present/covered.js";
import { unrefused } from "../renewal/due.js";
import { dayInWords, lastDayInWords } from "../words/dates.js";
import { evidenceInWords } from "../words/evidence.js";
import type { ViewProps } from "./app-parts.js";
import { Bar } from "./bar.js";
import { Code } from "./code.js";
import { Dated } from "./dated.js";
import { useLiveCode, useTime, useWakeLock } from "./hooks.js";
import { Links } from "./links.js";
import { NoCode } from "./no-code.js";
import { Notes } from "./notes.js";
import { nameOf } from "./people.js";
import { Removing } from "./removing.js";
import { useAnswer, VenueScan } from "./venue.js";

interface LivePassProps extends ViewProps {
  held: Held;
  people: ComponentChildren;
  add: () => void;
}

/** The code is the page. */
export function LivePass({ app, words, language, held, people, add }: LivePassProps) {
  const time = timeToShow(useTime(app), held.passes);
  const isOnline = useOnline();
  const [isScanning, setScanning] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const answer = useAnswer(time.now);
  const { deployment, zone } = app.operator;
  const until = coveredUntil(unrefused(held.passes, time.now), time.now);
  // Doors that know nothing new yet take one that others refuse.
  const hasPass = coveredUntil(held.passes, time.now) !== undefined;
  // A new pass is shown at once, and none that is over.
  const code = useLiveCode(app, hasPass ? held.id : undefined, held.passes, answer.challenge);
  const pass = held.passes.find(({ day }) => day === code?.pass.day);
  useWakeLock(hasPass && !isScanning);
  if (isScanning) {
    const read = (challenge: string) => {
      answer.begin(challenge);
      setScanning(false);
    };
    return <VenueScan app={app} words={words} language={language} read={read} close={() => setScanning(false)} />;
  }
  const day = until === undefined ? undefined : lastDayInWords(until, words.language, zone);
  const name = nameOf(held, words);
  const isRevoked = held.trouble === "revoked" || pass?.own?.standing === "revoked";
  const isReplaced = !isRevoked && pass?.own !== undefined && isRefused(pass.own, time.now);
  const trouble = isRevoked ? "revoked" : held.trouble;
  const get = () => void app.household.retry(held.id);
  const contact = deployment?.contact;
  const notes = <Notes trouble={trouble} contact={contact} time={time} isFetching={hasPass && held.busy} isReplaced={isReplaced && !held.busy} words={words} signIn={add} get={get} />;
  return (
    <>
      <Bar words={words} language={language}>
        {[day !== undefined && app.persisted && words.coveredUntil(day), !isOnline && words.offlineNow].filter(Boolean).join(" · ")}
      </Bar>
      <main class="home">
        {people}
        {code !== undefined && pass !== undefined ? (
          <div class="shown">
            {answer.challenge !== undefined && <p class="note">{words.venueAnswered}</p>}
            {isRevoked && notes}
            <Code code={code} now={time.now} name={name} words={words} />
            {!isRevoked && notes}
            <p class="printed">{words.noLivePrint}</p>
          </div>
        ) : (
          <>
            {notes}
            <NoCode app={app} held={held} now={time.now} hasPass={hasPass} isOnline={isOnline} words={words} />
          </>
        )}
        <h2 class="who">{name}</h2>
        <ul class="facts">
          {pass?.inspected.evidence.map((piece) => (
            <li key={JSON.stringify(piece)}>
              <Dated text={evidenceInWords(piece, words.language, zone)} />
            </li>
          ))}
          {pass !== undefined && <li>{words.passFor(dayInWords(Date.parse(`${pass.day}T12:00:00Z`) / 1000, words.language, "UTC"))}</li>}
          {pass !== undefined && <li>{words.brightness}</li>}
          {day !== undefined && !app.persisted && (
            <li>
              {words.notPromised(day)} <a href="#/install">{words.install.title}</a>
            </li>
          )}
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
          {deployment?.demo_sign_in === true && (
            <button type="button" onClick={add}>
              {words.addSomebody}
            </button>
          )}
          <a class="button" href="#/paper">
            {words.paper.take}
          </a>
          <button type="button" class="plain" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        </div>
        <Links words={words} />
        {isRemoving && (
          <Removing question={words.removeSure(name)} words={words} remove={() => void app.household.remove(held.id)} close={() => setRemoving(false)} />
        )}
      </main>
    </>
  );
}
