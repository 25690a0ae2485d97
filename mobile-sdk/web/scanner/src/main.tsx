import { render } from "preact";
import { App } from "./app";
import "./style/base.css";
import "./style/bar.css";
import "./style/camera.css";
import "./style/verdict.css";
import "./style/dialog.css";
import "./style/policy.css";
import "./style/setup.css";
import "./style/series.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
