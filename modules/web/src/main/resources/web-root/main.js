// @ts-check
import { Application } from "./state/application.js";
import { App } from "./view/app.js";
import { theme } from "./view/theme.js";
import { Tooltip } from "./view/tooltip.js";
import { followVisualViewport } from "./view/visual-viewport.js";

theme.apply();
followVisualViewport();
new Tooltip().listen();
const application = new Application(() => app.changed());
const app = new App(application, /** @type {HTMLElement} */ (document.getElementById("app")));
void application.account.start();
