import type { OutlookOrWhy } from "@haetae/sdk";
import type { Messages } from "../messages/messages.js";

/** The link to where a pass is good, if the operator has rules for places. */
export function OutlookLink({ outlook, messages }: { outlook: OutlookOrWhy | undefined; messages: Messages }) {
  if (outlook === undefined || ("why" in outlook && outlook.why === "no_rules")) return null;
  return (
    <a class="button" href="#/outlook">
      {messages.outlook.title}
    </a>
  );
}
