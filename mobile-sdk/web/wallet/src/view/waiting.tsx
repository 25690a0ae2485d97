import type { QueuePlace } from "@haetae/sdk";
import { useEffect } from "preact/hooks";
import type { Messages } from "../messages/messages.js";
import type { Profile } from "../profiles/profiles.js";
import { describePlace, type PlaceTexts, readAtText } from "../queue/describe.js";
import { useSpoken } from "../queue/spoken.js";
import { usePlace } from "../queue/use-place.js";
import type { WalletApp } from "./app.js";
import { Dated } from "./dated.js";
import { NotifyMe } from "./notify-me.js";

interface WaitingProps {
  app: WalletApp;
  profile: Profile;
  now: number;
  isOnline: boolean;
  messages: Messages;
}

/**
 * The waiting screen, in place of the code while passes are issued in turn: the place, when it was read, and what is
 * safe. It has no colour or shape of a verdict, and counts nothing down.
 */
export function Waiting({ app, profile, now, isOnline, messages }: WaitingProps) {
  const place = usePlace(app, profile.id);
  const said = messages.queue;
  const { zone } = app.operator;
  const texts = describePlace(place, messages, zone);
  const isTurn = place?.place === "turn";
  useTitle(isTurn ? said.turn : texts.large, messages);
  const room = profile.waiting?.queue.notice?.room;
  const pause = profile.waiting?.queue.notice?.poll_after;
  return (
    <section class="queue" aria-labelledby="queue-place">
      {profile.waiting?.again === true && <p class="note">{said.again}</p>}
      {!isTurn && <p class="quiet">{said.why}</p>}
      <h2 id="queue-place">{texts.label}</h2>
      <p class="place">{texts.large}</p>
      <p class="ahead">{texts.line}</p>
      <Track place={place} first={profile.waiting?.first} />
      <Spoken place={place} texts={texts} messages={messages} />
      {texts.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {isTurn && isOnline && profile.failure !== undefined && (
        <div class="note" role="status">
          <p>{said.turnTrouble}</p>
          <p>{messages.tryAgainIn(messages.span(Math.max(1, profile.failure.nextTry - now)))}</p>
          <button type="button" class="first" onClick={() => void app.profiles.retry(profile.id)}>
            {messages.tryNow}
          </button>
        </div>
      )}
      <p class="note keep">{said.keep}</p>
      <Reading
        place={place}
        now={now}
        isOnline={isOnline}
        isUnread={app.profiles.unread !== undefined}
        messages={messages}
        zone={zone}
      />
      {room !== undefined && <p class="quiet">{said.comeBack(messages.span(room.window))}</p>}
      <p class="quiet">
        {pause !== undefined && isOnline && said.readsAgain(messages.span(pause))} {said.order}
      </p>
      {!isTurn && <NotifyMe messages={messages} />}
    </section>
  );
}

/** How much of the way is behind one, in people. What it shows is said in words above it. */
function Track({ place, first }: { place: QueuePlace | undefined; first: number | undefined }) {
  const people = place?.place === "waiting" || place?.place === "paused" ? place.people : undefined;
  if (people === undefined || first === undefined) return null;
  const done = first === 0 ? 1 : Math.max(0, 1 - people / first);
  return (
    <div class="track" aria-hidden="true">
      <i style={{ inlineSize: `${Math.round(done * 100)}%` }} />
    </div>
  );
}

/** For screen readers: what has changed, once a minute at most. */
function Spoken({ place, texts, messages }: { place: QueuePlace | undefined; texts: PlaceTexts; messages: Messages }) {
  const { label, large, line } = texts;
  // The first place is news, too.
  const about = `${messages.language} ${place?.place} ${large === messages.queue.looking}`;
  const spoken = useSpoken(about, [label, large, line].join(". "));
  return (
    <p class="spoken" role="status">
      {spoken}
    </p>
  );
}

interface ReadingProps {
  place: QueuePlace | undefined;
  now: number;
  isOnline: boolean;
  isUnread: boolean;
  messages: Messages;
  zone: string;
}

/** When the place was read, and why it is not read again now. */
function Reading({ place, now, isOnline, isUnread, messages, zone }: ReadingProps) {
  const said = messages.queue;
  const isStale = !isOnline || isUnread;
  return (
    <>
      {isStale && (
        <p class="note" role="status">
          {isOnline ? said.unread : said.offline}
        </p>
      )}
      {place !== undefined && (
        <p class="read-at">
          <Dated text={readAtText(place.made, now, messages, zone)} />
        </p>
      )}
    </>
  );
}

/** The title of the tab, which is seen from another one. */
function useTitle(text: string, messages: Messages): void {
  useEffect(() => {
    document.title = `${text} · ${messages.title}`;
    return () => {
      document.title = messages.title;
    };
  }, [text, messages]);
}
