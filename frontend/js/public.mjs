// The public's page where script runs: a little work that a flood of programs would have to do each time, and the point
// where its reader stands, only when he presses for it. Without this file everything works; sending takes seconds longer.
const form = document.querySelector("form[data-challenge]");

// SHA-256 of "challenge:number" that begins with so many zero bits
async function work(challenge, bits) {
  const text = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const digest = new DataView(await crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${number}`)));
    if (Math.clz32(digest.getUint32(0)) >= bits) return String(number);
  }
}

if (form && globalThis.crypto?.subtle) {
  work(form.dataset.challenge, Number(form.dataset.bits)).then((number) => { form.elements.proof.value = number; });
}

const here = document.getElementById("here");
if (here && navigator.geolocation) {
  const said = document.getElementById("here-said");
  here.hidden = false;
  here.addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(4);
      form.elements.lon.value = coords.longitude.toFixed(4);
      said.textContent = said.dataset.done;
    }, () => { said.textContent = said.dataset.failed; }, { timeout: 15000 });
  });
}
