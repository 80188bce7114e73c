// @ts-check
import { Session } from "./state/session.js";
import { App } from "./view/app.js";
import { theme } from "./view/theme.js";

theme.apply();
/** @type {App} */
let app;
const session = new Session(() => app?.changed());
app = new App(session, /** @type {HTMLElement} */ (document.getElementById("app")));
void session.start();
