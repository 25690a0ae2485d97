import { useEffect, useState } from "preact/hooks";
import { type Language, messagesIn } from "../messages/messages";
import { storage } from "../scan-session/hooks";
import {
  afterWrong,
  type Lock,
  loadAttempts,
  lockWith,
  matchesPin,
  PIN,
  saveAttempts,
  waitLeft,
} from "../settings/lock";
import { Dialog } from "./dialog";

interface AskProps {
  readonly lock: Lock;
  readonly language: Language;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** Asks for the PIN of the settings. Wrong PINs cost more and more time, also after a restart of the page. */
export function PinDialog({ lock, language, onOpen, onClose }: AskProps) {
  const messages = messagesIn(language).lock;
  const [pin, setPin] = useState("");
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState(() => waitLeft(loadAttempts(storage()), Date.now()));
  useEffect(() => {
    if (wait <= 0) return;
    const timer = setInterval(() => setWait(waitLeft(loadAttempts(storage()), Date.now())), 1_000);
    return () => clearInterval(timer);
  }, [wait > 0]);

  const check = async () => {
    if (busy || waitLeft(loadAttempts(storage()), Date.now()) > 0) return;
    setBusy(true);
    setWrong(false);
    // Now, so that nothing typed during the check is lost.
    setPin("");
    const isRight = await matchesPin(lock, pin);
    setBusy(false);
    setWrong(!isRight);
    if (isRight) {
      saveAttempts(storage(), { failed: 0, until: 0 });
      return onOpen();
    }
    const attempts = afterWrong(loadAttempts(storage()), Date.now());
    saveAttempts(storage(), attempts);
    setWait(waitLeft(attempts, Date.now()));
  };
  const answer = wait > 0 ? messages.wait(Math.ceil(wait / 1_000)) : wrong ? messages.wrong : "";
  return (
    <Dialog title={messages.title} close={messagesIn(language).close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <PinField label={messages.pin} value={pin} describedBy="pin-answer" onInput={setPin} />
        <p id="pin-answer" class="answer" role="status">
          {answer}
        </p>
        <p class="note">{messages.forgotten}</p>
        <footer>
          <button type="submit" class="button strong" disabled={busy || wait > 0 || pin === ""}>
            {messages.open}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface LockProps {
  readonly isLocked: boolean;
  readonly language: Language;
  readonly onLock: (lock: Lock | null) => void;
}

/** Sets, replaces or removes the PIN of the settings. */
export function LockSettings({ isLocked, language, onLock }: LockProps) {
  const messages = messagesIn(language).lock;
  const [isOpen, setOpen] = useState(false);
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [answer, setAnswer] = useState("");
  const save = async () => {
    if (!PIN.test(pin)) return setAnswer(messages.bad);
    if (pin !== again) return setAnswer(messages.different);
    onLock(await lockWith(pin));
    setPin("");
    setAgain("");
    setOpen(false);
    setAnswer(messages.saved);
  };
  return (
    <section class="locking">
      {isOpen ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <PinField
            label={`${messages.pin} (${messages.hint})`}
            value={pin}
            describedBy="lock-answer"
            onInput={setPin}
          />
          <PinField label={messages.again} value={again} describedBy="lock-answer" onInput={setAgain} />
          <button type="submit" class="button strong">
            {messages.save}
          </button>
        </form>
      ) : (
        <p class="row">
          <button type="button" class="button" onClick={() => setOpen(true)}>
            {isLocked ? messages.change : messages.set}
          </button>
          {isLocked && (
            <button
              type="button"
              class="button"
              onClick={() => {
                onLock(null);
                setAnswer(messages.removed);
              }}
            >
              {messages.remove}
            </button>
          )}
        </p>
      )}
      <p id="lock-answer" class="answer" role="status">
        {answer}
      </p>
    </section>
  );
}

function PinField({
  label,
  value,
  describedBy,
  onInput,
}: {
  label: string;
  value: string;
  describedBy: string;
  onInput: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="password"
        inputMode="numeric"
        autocomplete="off"
        maxLength={12}
        value={value}
        aria-describedby={describedBy}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
