import type { CameraAbilities } from "../camera/camera";
import { type Language, messagesIn } from "../messages/messages";
import { Icon } from "./icons";

interface Props {
  readonly language: Language;
  readonly abilities: CameraAbilities | null;
  readonly torch: boolean;
  readonly zoom: number;
  readonly onTorch: (on: boolean) => void;
  readonly onZoom: (factor: number) => void;
  readonly onType: () => void;
  readonly onPhoto: (file: File) => void;
}

/** Helps when the camera alone is not enough: light, zoom, typing, a photo. */
export function Tools({ language, abilities, torch, zoom, onTorch, onZoom, onType, onPhoto }: Props) {
  const messages = messagesIn(language);
  const range = abilities?.zoom;
  return (
    <nav class="tools" lang={language} aria-label={messages.menu.tools}>
      {abilities?.torch && (
        <button type="button" class="tool" aria-pressed={torch} onClick={() => onTorch(!torch)}>
          <Icon name="torch" />
          <span>{messages.camera.torch}</span>
        </button>
      )}
      {range && (
        <label class="tool zoom">
          <input
            type="range"
            min={range.min}
            max={range.max}
            step={range.step || 0.1}
            value={zoom}
            onInput={(event) => onZoom(event.currentTarget.valueAsNumber)}
          />
          <span>{messages.camera.zoom}</span>
        </label>
      )}
      <button type="button" class="tool" onClick={onType} aria-haspopup="dialog">
        <Icon name="type" />
        <span>{messages.menu.type}</span>
      </button>
      <label class="tool">
        <Icon name="photo" />
        <span>{messages.menu.photo}</span>
        <input
          type="file"
          accept="image/*"
          class="hidden"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) onPhoto(file);
          }}
        />
      </label>
    </nav>
  );
}
