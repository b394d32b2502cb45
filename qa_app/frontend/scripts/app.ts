// Entry of every page: small parts that make the server's pages quick; nothing here is needed to read.
import { startAnnouncing } from "./announce";
import { startConfirming } from "./confirm";
import { startDialogs } from "./dialogs";
import { startFilters } from "./filters";
import { startFlashes } from "./flashes";
import { startHtmx } from "./htmx";
import { startKeyFields } from "./key_fields";
import { startKeys } from "./keys";
import { startLimits } from "./limits";
import { startMenus } from "./menus";
import { startForms } from "./forms";
import { startTheme } from "./theme";

startHtmx();
startTheme();
startAnnouncing();
startFlashes();
startMenus();
startDialogs();
startConfirming();
startFilters();
startForms();
startKeys();
startKeyFields();
startLimits();
