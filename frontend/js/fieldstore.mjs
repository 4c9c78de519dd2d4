// What waits on this phone: an officer's own unsent reports and their photos, in this browser's storage alone.
const NAME = "watchfloor.field";
const VERSION = 1;
const WHOSE = "watchfloor.field.whose";
const SCOPE = "/report/field/";

const answered = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

function opened() {
  const asked = indexedDB.open(NAME, VERSION);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("reports", { keyPath: "id" });
    asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("report", "report");
  };
  return answered(asked);
}

/** All of it or nothing, and on the disk when it returns. */
async function within(mode, work) {
  const base = await opened();
  try {
    const step = base.transaction(["reports", "photos"], mode, { durability: "strict" });
    const over = new Promise((resolve, reject) => {
      step.oncomplete = resolve;
      step.onabort = () => reject(step.error);
    });
    const gave = await work(step.objectStore("reports"), step.objectStore("photos"));
    await over;
    return gave;
  } finally {
    base.close();
  }
}

/** The reports of one person, the oldest first, each with the ids of its photos. */
export const waiting = (owner) => within("readonly", async (reports, photos) => {
  const own = (await answered(reports.getAll())).filter((one) => one.owner === owner).sort((a, b) => a.written - b.written);
  for (const one of own) one.photos = await answered(photos.index("report").getAllKeys(one.id));
  return own;
});

export const keep = ({ photos: ids, ...report }, added = []) => within("readwrite", (reports, photos) => {
  reports.put(report);
  for (const photo of added) photos.put(photo);
});

export const photo = (id) => within("readonly", (reports, photos) => answered(photos.get(id)));
export const drop = (id) => within("readwrite", (reports) => { reports.delete(id); });
export const dropPhoto = (id) => within("readwrite", (reports, photos) => { photos.delete(id); });

/** Nothing of another person stays, and no photo whose report is gone but for the one that is being mended. */
export const only = (owner, mending) => within("readwrite", async (reports, photos) => {
  const all = await answered(reports.getAll());
  for (const one of all) if (one.owner !== owner) reports.delete(one.id);
  const stay = new Set([mending, ...all.filter((one) => one.owner === owner).map((one) => one.id)]);
  for (const one of await answered(photos.getAll())) if (!stay.has(one.report)) photos.delete(one.id);
});

/** Whose phone this is, by the number of the person; "" for nobody. The form opens without a signal for him alone. */
export const whose = () => localStorage.getItem(WHOSE) ?? "";
export const note = (owner) => localStorage.setItem(WHOSE, owner);

/** Everything: reports, photos, whose it was, the form that was kept to open without a signal, and its worker. */
export async function forget() {
  localStorage.removeItem(NAME); // words of the earlier page, before photos came
  localStorage.removeItem(WHOSE);
  const worker = await navigator.serviceWorker?.getRegistration(SCOPE).catch(() => null);
  const away = [worker?.unregister(), globalThis.caches?.delete(NAME), globalThis.indexedDB && answered(indexedDB.deleteDatabase(NAME))];
  await Promise.allSettled(away);
}

/** Let the form open without a signal from now on, where the browser can. */
export async function serve() {
  await navigator.serviceWorker?.register(`${SCOPE}worker.js`, { scope: SCOPE }).catch(() => null);
}

/** Ask the browser to send once the signal is back, also if this page is closed by then; not every browser can. */
export async function sendLater() {
  const worker = await navigator.serviceWorker?.getRegistration(SCOPE).catch(() => null);
  await worker?.sync?.register(NAME).catch(() => null);
}
