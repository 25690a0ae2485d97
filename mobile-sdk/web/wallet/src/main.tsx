import "./style/wallet.css";
import "./style/pages.css";
import "./style/print.css";
import { render } from "preact";
import { Install } from "./install/install.js";
import { registerUpdates } from "./update.js";
import { Root } from "./view/root.js";

// A browser offers it once, before the wallet is open.
const install = new Install();
const place = document.getElementById("app");
if (place !== null) render(<Root install={install} />, place);
registerUpdates();
