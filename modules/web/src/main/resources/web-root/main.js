// @ts-check
import { Application } from "./state/application.js";
import { App } from "./view/app.js";
import { theme } from "./view/theme.js";

theme.apply();
const application = new Application(() => app.changed());
const app = new App(application, /** @type {HTMLElement} */ (document.getElementById("app")));
void application.account.start();
