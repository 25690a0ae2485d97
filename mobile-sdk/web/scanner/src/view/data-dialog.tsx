import { useState } from "preact/hooks";
import { ago } from "../messages/age";
import { type Language, messagesIn } from "../messages/messages";
import { formatTime } from "../messages/time";
import { type DataStatus, freshness, type NetworkStatus } from "../trust/health";
import { Dialog } from "./dialog";

interface Props {
  readonly trust: DataStatus | null;
  readonly now: number;
  readonly language: Language;
  /** Whether the browser keeps the data permanently; `null` if unknown. */
  readonly persistent: boolean | null;
  /** Whether a new version of the page waits. */
  readonly newVersion: boolean;
  readonly onBundle: (bytes: Uint8Array) => Promise<string>;
  /** Looks for new data; returns the state afterwards. */
  readonly onUpdate: () => Promise<{ network: NetworkStatus; trust: DataStatus }>;
  /** Starts to receive from another screen; `null` in training. */
  readonly onReceive: (() => void) | null;
  /** Shows this scanner's data to another one; `null` without data. */
  readonly onShow: (() => void) | null;
  readonly onNewVersion: () => void;
  readonly onClose: () => void;
}

/** How old everything is, how long it is valid, and every way to update it. */
export function DataDialog(props: Props) {
  const { trust, now, language, persistent } = props;
  const messages = messagesIn(language);
  const place = { language, now };
  const [answer, setAnswer] = useState("");
  const at = (time: number | undefined) =>
    time === undefined ? messages.none : formatTime(new Date(time * 1000).toISOString(), place);
  const since = (time: number | undefined) => (time === undefined ? messages.none : ago(now - time, language));

  const run = (work: () => Promise<string>) => {
    setAnswer(messages.update.updating);
    void work().then(setAnswer, () => setAnswer(messages.update.offline));
  };
  const outcome = (word: string) =>
    word === "taken"
      ? messages.update.taken
      : word === "unchanged"
        ? messages.update.unchanged
        : (messages.update.refused[word] ?? word);
  const update = async () => {
    const { network, trust } = await props.onUpdate();
    if (network !== "service") return network === "foreign" ? messages.update.foreign : messages.update.offline;
    return trust.refused ? outcome(trust.refused) : messages.data[freshness(trust, now)];
  };
  const load = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (file) run(async () => outcome(await props.onBundle(new Uint8Array(await file.arrayBuffer()))));
  };

  return (
    <Dialog title={messages.menu.data} close={messages.close} onClose={props.onClose}>
      <p class={`state ${freshness(trust, now)}`}>{messages.data[freshness(trust, now)]}</p>
      <table class="ages">
        <thead>
          <tr>
            <td />
            <th scope="col">{messages.update.issued}</th>
            <th scope="col">{messages.update.until}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{messages.keys}</th>
            <td>{since(trust?.keys?.issued)}</td>
            <td>{at(trust?.keys?.expires)}</td>
          </tr>
          <tr>
            <th scope="row">{messages.rules}</th>
            <td colSpan={2}>{since(trust?.rules?.issued)}</td>
          </tr>
          <tr>
            <th scope="row">{messages.lists}</th>
            <td>{since(trust?.lists?.issued)}</td>
            <td>{at(trust?.lists?.expires)}</td>
          </tr>
          <tr>
            <th scope="row">{messages.update.lastContact}</th>
            <td colSpan={2}>{since(trust?.answeredAt)}</td>
          </tr>
          <tr>
            <th scope="row">{messages.update.clock}</th>
            <td colSpan={2}>{clock(trust, language)}</td>
          </tr>
        </tbody>
      </table>
      <p class="note">
        {persistent === false ? messages.update.storageLoose : persistent ? messages.update.storage : ""}
      </p>
      <p class="answer" role="status">
        {answer}
      </p>
      <footer>
        <button type="button" class="button strong" onClick={() => run(update)}>
          {messages.update.now}
        </button>
        <label class="button">
          {messages.update.file}
          <input type="file" class="hidden" onChange={(event) => void load(event.currentTarget)} />
        </label>
        {props.onReceive && (
          <button type="button" class="button" onClick={props.onReceive}>
            {messages.series.receive}
          </button>
        )}
        {props.onShow && (
          <button type="button" class="button" onClick={props.onShow}>
            {messages.series.show}
          </button>
        )}
        {props.newVersion && (
          <button type="button" class="button" onClick={props.onNewVersion} title={messages.update.app}>
            {messages.update.appNow}
          </button>
        )}
      </footer>
    </Dialog>
  );
}

function clock(trust: DataStatus | null, language: Language): string {
  const messages = messagesIn(language).update;
  if (trust?.ahead === null || trust?.ahead === undefined) return messages.clockUnknown;
  return Math.abs(trust.ahead) > 30 ? messages.clockOff(Math.abs(trust.ahead)) : messages.clockGood;
}
