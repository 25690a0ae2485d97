import { useOnline } from "@haetae/shell/use-online";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { evidenceText, formatDay, formatLastDay } from "../messages/format.js";
import { useOutlook } from "../outlook/use-outlook.js";
import type { Profile } from "../profiles/profiles.js";
import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { Code } from "./code.js";
import { Dated } from "./dated.js";
import { useCoverage, useLiveCode, useWakeLock } from "./hooks.js";
import { Links } from "./links.js";
import { MissingCode } from "./no-code.js";
import { Notes } from "./notes.js";
import { OutlookLink } from "./outlook-link.js";
import { nameOf } from "./profile-picker.js";
import { Reminders } from "./reminders.js";
import { Removing } from "./removing.js";
import { useChallengeAnswer, VenueScan } from "./venue.js";

interface LivePassProps extends ViewProps {
  profile: Profile;
  people: ComponentChildren;
  add: () => void;
}

/** The code fills the page. */
export function LivePass({ app, messages, switchLanguage, profile, people, add }: LivePassProps) {
  const coverage = useCoverage(app, profile.id);
  const outlook = useOutlook(app, { holder: profile.id });
  const isOnline = useOnline();
  const [isScanning, setScanning] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const answer = useChallengeAnswer(coverage?.time.now ?? 0, app.limits.challenge_seconds);
  // Scanners without the newest data accept a pass that others refuse.
  const hasPass = coverage !== undefined && coverage.nothing === undefined;
  // A new pass is shown at once, an expired one never.
  const code = useLiveCode(app, hasPass ? profile.id : undefined, answer.challenge);
  const pass = profile.passes.find(({ day }) => day === code?.pass.day);
  useWakeLock(hasPass && !isScanning);
  if (isScanning) {
    const read = (challenge: string) => {
      answer.begin(challenge);
      setScanning(false);
    };
    return (
      <VenueScan
        app={app}
        messages={messages}
        switchLanguage={switchLanguage}
        read={read}
        close={() => setScanning(false)}
      />
    );
  }
  if (coverage === undefined) {
    return (
      <>
        <Bar messages={messages} switchLanguage={switchLanguage} />
        <main class="home">{people}</main>
      </>
    );
  }
  const { time, until, nothing } = coverage;
  const { deployment, zone } = app.operator;
  const day = until === undefined ? undefined : formatLastDay(until, messages.language, zone);
  const name = nameOf(profile, messages);
  const isRevoked = profile.trouble === "revoked" || pass?.own?.standing === "revoked";
  // A pass that scanners refuse is shown only where there is no other.
  const isReplaced = !isRevoked && pass !== undefined && until === undefined;
  const trouble = isRevoked ? "revoked" : profile.trouble;
  const get = () => void app.profiles.retry(profile.id);
  const contact = deployment?.contact;
  const notes = (
    <Notes
      trouble={trouble}
      eligibility={isRevoked ? undefined : profile.eligibility}
      zone={zone}
      contact={contact}
      time={time}
      isFetching={hasPass && profile.busy}
      isReplaced={isReplaced && !profile.busy}
      messages={messages}
      signIn={add}
      get={get}
    />
  );
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage}>
        {[day !== undefined && app.persisted && messages.availableOffline(day), !isOnline && messages.offlineNow]
          .filter(Boolean)
          .join(" · ")}
      </Bar>
      <main class="home">
        {people}
        {code !== undefined && pass !== undefined ? (
          <div class="shown">
            {answer.challenge !== undefined && <p class="note">{messages.venueAnswered}</p>}
            {isRevoked && notes}
            <Code code={code} now={time.now} name={name} messages={messages} />
            {!isRevoked && notes}
            <p class="printed">{messages.noLivePrint}</p>
          </div>
        ) : (
          <>
            {notes}
            <MissingCode
              app={app}
              profile={profile}
              now={time.now}
              nothing={nothing}
              isOnline={isOnline}
              messages={messages}
            />
          </>
        )}
        <Reminders
          outlook={outlook}
          pass={profile.id}
          evidence={profile.passes.at(-1)?.inspected.evidence ?? []}
          zone={zone}
          messages={messages}
        />
        <h2 class="who">{name}</h2>
        <ul class="facts">
          {pass?.inspected.evidence.map((piece) => (
            <li key={JSON.stringify(piece)}>
              <Dated text={evidenceText(piece, messages.language, zone)} />
            </li>
          ))}
          {pass !== undefined && (
            <li>{messages.passFor(formatDay(Date.parse(`${pass.day}T12:00:00Z`) / 1000, messages.language, "UTC"))}</li>
          )}
          {pass !== undefined && <li>{messages.brightness}</li>}
          {day !== undefined && !app.persisted && (
            <li>
              {messages.notPromised(day)} <a href="#/install">{messages.install.title}</a>
            </li>
          )}
        </ul>
        <div class="acts">
          {answer.challenge !== undefined && (
            <button type="button" class="first" onClick={answer.end}>
              {messages.venueEnd}
            </button>
          )}
          {pass !== undefined && (
            <button type="button" onClick={() => setScanning(true)}>
              {messages.venueCode}
            </button>
          )}
          <OutlookLink outlook={outlook} messages={messages} />
          {deployment?.demo_sign_in === true && (
            <button type="button" onClick={add}>
              {messages.addPass}
            </button>
          )}
          <a class="button" href="#/paper">
            {messages.paper.take}
          </a>
          <button type="button" class="plain" onClick={() => setRemoving(true)}>
            {messages.remove}
          </button>
        </div>
        <Links messages={messages} />
        {isRemoving && (
          <Removing
            question={messages.removeSure(name)}
            messages={messages}
            remove={() => void app.profiles.remove(profile.id)}
            close={() => setRemoving(false)}
          />
        )}
      </main>
    </>
  );
}
