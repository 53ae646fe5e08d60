// Tells the officer that the list has changed; never reloads under the hand.
const desk = document.getElementById("desk");
const EVERY_MS = 3000;

async function look() {
  try {
    const { pulse } = await (await fetch(desk.dataset.url)).json();
    document.getElementById("news").hidden = pulse === desk.dataset.pulse;
  } catch {
    // The simulator is restarting: ask again at the next beat.
  }
}

setInterval(look, EVERY_MS);
