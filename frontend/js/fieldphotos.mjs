// Photos of a field report: made smaller on the phone before they are kept, which also leaves behind what hides in them.
// The field of the form holds them all, so that it can still be sent as any form is.
const QUALITY = 0.85;
const THUMB = 56;

const megabytes = (size) => (size < 1e5 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`);

async function drawn(file, side, square = false) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const by = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = square ? [side, side] : [Math.max(1, Math.round(picture.width * by)), Math.max(1, Math.round(picture.height * by))];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const [wide, high] = [picture.width * by, picture.height * by];
  pen.drawImage(picture, (canvas.width - wide) / 2, (canvas.height - high) / 2, wide, high);
  picture.close();
  return canvas;
}

/** Smaller and without what hides in it; what does not open here goes as it is, and the center says what it is. */
async function smaller(file, side) {
  try {
    const canvas = await drawn(file, side);
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
    return made ? new File([made], `${file.name.replace(/\.\w+$/, "") || "photo"}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

export function photoField(form) {
  const field = form.elements.photos;
  const list = form.querySelector("[data-field-photos]");
  const said = form.querySelector("[data-field-photo-said]");
  const [most, each, side] = ["most", "each", "side"].map((name) => Number(form.dataset[name]));
  let held = [];
  let work = Promise.resolve();

  function set(files) {
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    field.files = carrier.files;
    held = files;
    list.hidden = !files.length;
    list.replaceChildren(...files.map(line));
  }

  function line(file, at) {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { textContent: `Photo ${at + 1}, ${megabytes(file.size)}` });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Remove" });
    away.setAttribute("aria-label", `Remove photo ${at + 1}`);
    away.addEventListener("click", () => { set(held.filter((other) => other !== file)); field.focus(); });
    drawn(file, THUMB, true).then((canvas) => { canvas.setAttribute("aria-hidden", "true"); item.prepend(canvas); }, () => {});
    item.append(name, away);
    return item;
  }

  async function take(chosen) {
    const words = [];
    for (const file of chosen) {
      const made = await smaller(file, side);
      if (made.size > each) words.push(`${file.name} is larger than ${megabytes(each)}: keep it, and say in your report that you have it.`);
      else if (held.length >= most) words.push(`${most} photos fit; ${file.name} was left out.`);
      else set([...held, made]);
    }
    set(held);
    said.textContent = words.join(" ");
  }

  field.addEventListener("change", () => {
    const chosen = [...field.files];
    said.textContent = "Making them smaller…";
    work = work.then(() => take(chosen));
  });
  form.addEventListener("reset", () => { queueMicrotask(() => set([])); said.textContent = ""; });
  // chosen before this script ran, or put back by the browser
  if (field.files.length) work = take([...field.files]);
  /** Every photo of the form, once each is made smaller. */
  return async () => {
    await work;
    return held;
  };
}
