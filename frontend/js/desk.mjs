// The desk works without script; these modules add speed. Each finds its own marks in the page.
import { tick } from "./clock.mjs";
import { startDrafts } from "./draftkeep.mjs";
import { startField } from "./field.mjs";
import { startKeys } from "./keys.mjs";
import { startLists } from "./list.mjs";
import { startLive } from "./live.mjs";
import { startMenus } from "./menu.mjs";
import { startNarrow } from "./narrow.mjs";
import { startPalette } from "./palette.mjs";
import { startReadBack } from "./readback.mjs";
import { startSession } from "./session.mjs";
import { startTheme } from "./theme.mjs";
import { startToasts } from "./toast.mjs";

startTheme();
startNarrow();
tick();
startLists();
startReadBack();
startToasts();
startMenus();
startPalette();
startField();
startDrafts();
startSession();
startKeys();
startLive();
