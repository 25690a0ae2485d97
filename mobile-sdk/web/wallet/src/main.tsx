import "./style/wallet.css";
import { render } from "preact";
import { keepPage } from "./update.js";
import { Root } from "./view/root.js";

const place = document.getElementById("app");
if (place !== null) render(<Root />, place);
keepPage();
