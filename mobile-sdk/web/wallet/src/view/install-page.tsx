import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { useEvent, useFocusedHeading } from "./hooks.js";
import { AddPicture, ConfirmPicture, MenuPicture, SharePicture } from "./install-pictures.js";

/** How to add the wallet to the home screen in this browser. */
export function InstallPage({ app, messages, switchLanguage, back }: ViewProps & { back: () => void }) {
  useEvent(app.install, "change");
  const heading = useFocusedHeading();
  const { way } = app.install;
  const { install } = messages;
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        <article class="read">
          <h2 tabIndex={-1} ref={heading}>
            {install.title}
          </h2>
          {way === "installed" ? <p role="status">{install.done}</p> : <p>{install.why}</p>}
          {way === "button" && (
            <button type="button" class="first" onClick={() => void app.install.ask()}>
              {install.button}
            </button>
          )}
          {way === "ios" && (
            <Steps lines={install.ios} pictures={[<SharePicture />, <AddPicture />, <ConfirmPicture />]} />
          )}
          {way === "menu" && <Steps lines={install.menu} pictures={[<MenuPicture />, <AddPicture />]} />}
          <button type="button" onClick={back}>
            {messages.back}
          </button>
        </article>
      </main>
    </>
  );
}

function Steps({ lines, pictures }: { lines: readonly string[]; pictures: preact.JSX.Element[] }) {
  return (
    <ol class="steps">
      {lines.map((line, place) => (
        <li key={line}>
          {pictures[place]}
          <span>{line}</span>
        </li>
      ))}
    </ol>
  );
}
