import { useState } from "preact/hooks";
import { freshness, type Contact, type TrustState } from "../trust/health";
import type { Language } from "../words/language";
import { ago } from "../words/age";
import { moment } from "../words/moment";
import { screenWords } from "../words/screens";
import { Dialog } from "./dialog";

interface Props {
  readonly trust: TrustState | null;
  readonly now: number;
  readonly language: Language;
  /** Whether the browser keeps the data; `null` if it does not say. */
  readonly persistent: boolean | null;
  /** Whether a new version of the page waits. */
  readonly newVersion: boolean;
  readonly onBundle: (bytes: Uint8Array) => Promise<string>;
  /** Looks for news; how it stands afterwards. */
  readonly onUpdate: () => Promise<{ contact: Contact; trust: TrustState }>;
  /** Begins to receive from another screen; `null` in training. */
  readonly onReceive: (() => void) | null;
  /** Shows this scanner's data to another one; `null` where there is nothing to show. */
  readonly onShow: (() => void) | null;
  readonly onNewVersion: () => void;
  readonly onClose: () => void;
}

/** How old everything is, until when it is good, and every way to make it new. */
export function DataDialog(props: Props) {
  const { trust, now, language, persistent } = props;
  const words = screenWords(language);
  const place = { language, now };
  const [answer, setAnswer] = useState("");
  const at = (time: number | undefined) => (time === undefined ? words.none : moment(new Date(time * 1000).toISOString(), place));
  const since = (time: number | undefined) => (time === undefined ? words.none : ago(now - time, language));

  const run = (work: () => Promise<string>) => {
    setAnswer(words.update.updating);
    void work().then(setAnswer, () => setAnswer(words.update.offline));
  };
  const outcome = (word: string) =>
    word === "taken" ? words.update.taken : word === "unchanged" ? words.update.unchanged : (words.update.refused[word] ?? word);
  const update = async () => {
    const { contact, trust } = await props.onUpdate();
    if (contact !== "service") return contact === "foreign" ? words.update.foreign : words.update.offline;
    return trust.refused ? outcome(trust.refused) : words.data[freshness(trust, now)];
  };
  const load = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (file) run(async () => outcome(await props.onBundle(new Uint8Array(await file.arrayBuffer()))));
  };

  return (
    <Dialog title={words.menu.data} close={words.close} onClose={props.onClose}>
      <p class={`state ${freshness(trust, now)}`}>{words.data[freshness(trust, now)]}</p>
      <table class="ages">
        <thead>
          <tr><td /><th scope="col">{words.update.issued}</th><th scope="col">{words.update.until}</th></tr>
        </thead>
        <tbody>
          <tr><th scope="row">{words.keys}</th><td>{since(trust?.keys?.issued)}</td><td>{at(trust?.keys?.expires)}</td></tr>
          <tr><th scope="row">{words.rules}</th><td colSpan={2}>{since(trust?.rules?.issued)}</td></tr>
          <tr><th scope="row">{words.lists}</th><td>{since(trust?.lists?.issued)}</td><td>{at(trust?.lists?.expires)}</td></tr>
          <tr><th scope="row">{words.update.lastContact}</th><td colSpan={2}>{since(trust?.answered)}</td></tr>
          <tr><th scope="row">{words.update.clock}</th><td colSpan={2}>{clock(trust, language)}</td></tr>
        </tbody>
      </table>
      <p class="note">{persistent === false ? words.update.storageLoose : persistent ? words.update.storage : ""}</p>
      <p class="answer" role="status">{answer}</p>
      <footer>
        <button type="button" class="button strong" onClick={() => run(update)}>
          {words.update.now}
        </button>
        <label class="button">
          {words.update.file}
          <input type="file" class="hidden" onChange={(event) => void load(event.currentTarget)} />
        </label>
        {props.onReceive && <button type="button" class="button" onClick={props.onReceive}>{words.series.receive}</button>}
        {props.onShow && <button type="button" class="button" onClick={props.onShow}>{words.series.show}</button>}
        {props.newVersion && (
          <button type="button" class="button" onClick={props.onNewVersion} title={words.update.app}>{words.update.appNow}</button>
        )}
      </footer>
    </Dialog>
  );
}

function clock(trust: TrustState | null, language: Language): string {
  const words = screenWords(language).update;
  if (trust?.ahead === null || trust?.ahead === undefined) return words.clockUnknown;
  return Math.abs(trust.ahead) > 30 ? words.clockOff(Math.abs(trust.ahead)) : words.clockGood;
}
