import type { Outlook, PolicyOutlook } from "@haetae/sdk";
import { contactText, formatDay } from "../messages/format.js";
import type { Messages } from "../messages/messages.js";
import { describe, textIn } from "../outlook/describe.js";
import { useOutlook } from "../outlook/use-outlook.js";
import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { useFocusedHeading } from "./hooks.js";
import { ContactLinks } from "./links.js";
import { nameOf, paperName } from "./profile-picker.js";
import { useShown } from "./shown.js";

interface OutlookPageProps extends ViewProps {
  back: () => void;
}

/** Where a pass is good, place by place, in sentences: it has neither the colours nor the shapes of a verdict. */
export function OutlookPage({ app, messages, switchLanguage, back }: OutlookPageProps) {
  const heading = useFocusedHeading();
  const { paper, profile, people } = useShown(app, messages);
  const shown =
    paper !== undefined ? { paper: paper.text } : profile !== undefined ? { holder: profile.id } : undefined;
  const outlook = useOutlook(app, shown);
  const { zone, deployment } = app.operator;
  const contact = deployment?.contact;
  const name =
    paper !== undefined ? paperName(paper, messages) : profile !== undefined ? nameOf(profile, messages) : "";
  const said = messages.outlook;
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        {people}
        <article class="read outlook">
          <h2 tabIndex={-1} ref={heading}>
            {said.title}
          </h2>
          <p class="holder">{name}</p>
          {outlook !== undefined && "why" in outlook && (
            <div class="note" role="status">
              <h3>{said.cannotTell}</h3>
              <p>{said.why[outlook.why]}</p>
            </div>
          )}
          {outlook !== undefined && !("why" in outlook) && (
            <>
              <p>{said.whatItIs(formatDay(outlook.known, messages.language, zone))}</p>
              <Places outlook={outlook} messages={messages} zone={zone} />
              <p class="quiet">{said.timesIn(zone)}</p>
            </>
          )}
          {outlook !== undefined && (
            <>
              <p>{said.wrongRecord(contactText(contact, messages.language, messages.issuer))}</p>
              <ContactLinks contact={contact} messages={messages} />
            </>
          )}
          <button type="button" onClick={back}>
            {messages.back}
          </button>
        </article>
      </main>
    </>
  );
}

function Places({ outlook, messages, zone }: { outlook: Outlook; messages: Messages; zone: string }) {
  return (
    <>
      {outlook.policies.map((policy) => (
        <Place key={policy.id} policy={policy} outlook={outlook} messages={messages} zone={zone} />
      ))}
    </>
  );
}

interface PlaceProps {
  policy: PolicyOutlook;
  outlook: Outlook;
  messages: Messages;
  zone: string;
}

function Place({ policy, outlook, messages, zone }: PlaceProps) {
  const { lead, details } = describe(policy, outlook, messages, zone);
  return (
    <section data-policy={policy.id}>
      <h3>
        <bdi>{textIn(policy.name, messages.language)}</bdi>
      </h3>
      <p class="lead">{lead}</p>
      {details.map(({ intro, texts }) => (
        <p key={intro + texts.join()}>
          {intro}{" "}
          {texts.map((text) => (
            <bdi key={text}>{text} </bdi>
          ))}
        </p>
      ))}
    </section>
  );
}
