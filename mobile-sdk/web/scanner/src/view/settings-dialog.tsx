import type { PolicyList } from "@haetae/sdk";
import { useEffect, useState } from "preact/hooks";
import type { CameraAbilities } from "../camera/camera";
import { cameras } from "../camera/camera";
import { messagesIn } from "../messages/messages";
import type { TimeContext } from "../messages/time";
import type { VenuePolicy } from "../policy/choice";
import type { Lock } from "../settings/lock";
import type { Settings } from "../settings/settings";
import { canSpeak } from "../signals/voice";
import { Dialog } from "./dialog";
import { LockSettings } from "./pin";
import { PolicyChoice } from "./policy-choice";

interface Props {
  readonly settings: Settings;
  readonly abilities: CameraAbilities | null;
  readonly training: boolean;
  readonly policy: VenuePolicy;
  readonly policies: PolicyList | null;
  /** Whether the venue's policy requires a challenge, whatever the settings say. */
  readonly policyChallenge: boolean;
  readonly place: TimeContext;
  readonly onPolicy: (id: string | null) => void;
  readonly isLocked: boolean;
  readonly onLock: (lock: Lock | null) => void;
  readonly onChange: (change: Partial<Settings>) => void;
  readonly onTrySound: () => void;
  readonly onTraining: () => Promise<boolean>;
  readonly onClose: () => void;
}

/** What the venue's staff can choose. */
export function SettingsDialog({
  settings,
  abilities,
  training,
  policy,
  policies,
  policyChallenge,
  place,
  onPolicy,
  isLocked,
  onLock,
  onChange,
  onTrySound,
  onTraining,
  onClose,
}: Props) {
  const messages = messagesIn(settings.language);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [noSpecimens, setNoSpecimens] = useState(false);
  useEffect(() => void cameras().then(setDevices, () => undefined), [abilities]);
  const mirrored = settings.mirror ?? abilities?.facesUser ?? false;
  return (
    <Dialog title={messages.menu.settings} close={messages.close} onClose={onClose}>
      <div class="choices">
        {!training && <PolicyChoice chosen={policy} policies={policies} place={place} onChoose={onPolicy} />}
        <Choice label={messages.settings.sound} checked={settings.sound} onChange={(sound) => onChange({ sound })} />
        <Choice label={messages.settings.voice} checked={settings.voice} onChange={(voice) => onChange({ voice })} />
        {settings.voice && !canSpeak(settings.language) && <p class="note">{messages.settings.noVoice}</p>}
        <Choice
          label={messages.settings.vibration}
          checked={settings.vibration}
          onChange={(vibration) => onChange({ vibration })}
        />
        <Choice
          label={messages.settings.twoLanguages}
          checked={settings.twoLanguages}
          onChange={(twoLanguages) => onChange({ twoLanguages })}
        />
        <Choice
          label={messages.settings.challenge}
          checked={settings.challenge || policyChallenge}
          disabled={policyChallenge}
          onChange={(challenge) => onChange({ challenge })}
        />
        {policyChallenge && <p class="note">{messages.policy.challengeBy}</p>}
        <Choice
          label={messages.camera.useCamera}
          checked={settings.useCamera}
          onChange={(useCamera) => onChange({ useCamera })}
        />
        {settings.useCamera && (
          <>
            <Choice label={messages.camera.mirror} checked={mirrored} onChange={(mirror) => onChange({ mirror })} />
            {devices.length > 1 && (
              <label class="field">
                <span>{messages.camera.choose}</span>
                <select
                  value={abilities?.deviceId ?? settings.cameraId}
                  onChange={(event) => onChange({ cameraId: event.currentTarget.value })}
                >
                  {devices.map((device, index) => (
                    <option value={device.deviceId}>{device.label || messages.camera.number(index + 1)}</option>
                  ))}
                </select>
              </label>
            )}
          </>
        )}
      </div>
      <LockSettings isLocked={isLocked} language={settings.language} onLock={onLock} />
      <p class="answer" role="status">
        {noSpecimens ? messages.training.missing : ""}
      </p>
      <footer>
        <button type="button" class="button" onClick={onTrySound}>
          {messages.settings.try}
        </button>
        <button type="button" class="button" onClick={() => void onTraining().then((found) => setNoSpecimens(!found))}>
          {training ? messages.training.stop : messages.training.start}
        </button>
      </footer>
    </Dialog>
  );
}

function Choice({
  label,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label class="choice">
      <span>{label}</span>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox reports its own state
        role="switch"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
