import type { Topic } from "../messages/messages.js";
import type { ViewProps } from "./app.js";
import { Bar } from "./bar.js";
import { useFocusedHeading } from "./hooks.js";
import { ContactLinks } from "./links.js";

interface TopicsProps extends ViewProps {
  title: string;
  topics: readonly Topic[];
  back: () => void;
}

/** A page to read: help, or privacy; with the issuer's contact below it. */
export function Topics({ app, messages, switchLanguage, title, topics, back }: TopicsProps) {
  const heading = useFocusedHeading();
  const contact = app.operator.deployment?.contact;
  return (
    <>
      <Bar messages={messages} switchLanguage={switchLanguage} />
      <main>
        <article class="read">
          <h2 tabIndex={-1} ref={heading}>
            {title}
          </h2>
          {topics.map((topic) => (
            <section key={topic.title}>
              <h3>{topic.title}</h3>
              {topic.text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </section>
          ))}
          {contact !== undefined && (
            <section>
              <h3>{contact.name}</h3>
              <ContactLinks contact={contact} messages={messages} />
            </section>
          )}
          <button type="button" onClick={back}>
            {messages.back}
          </button>
        </article>
      </main>
    </>
  );
}
