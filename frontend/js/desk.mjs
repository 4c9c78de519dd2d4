// The desk works without script; these modules add speed. Each finds its own marks in the page.
import { tick } from "./clock.mjs";
import { startKeys } from "./keys.mjs";
import { startLists } from "./list.mjs";
import { startReadBack } from "./readback.mjs";
import { startTheme } from "./theme.mjs";
import { startToasts } from "./toast.mjs";

startTheme();
tick();
startLists();
startReadBack();
startToasts();
startKeys();
