// Puts the phones on the page and asks for new SMS and PIN prompts every two seconds.
import { get, post } from "./api.js";
import { Handset } from "./handset.js";
import { Panel } from "./panel.js";
import { SmsFaults } from "./smsfaults.js";

const EVERY_MS = 2000;
const phones = new Map();
const panel = new Panel();
const smsFaults = new SmsFaults(() => panel.handset?.person.phone ?? "");
let settings = {};
let last = 0;

const events = {
  chosen: (handset) => { if (panel.choose(handset)) smsFaults.ordered(); },
  stepped: (handset) => { panel.choose(handset); panel.draw(); panel.ordered(); },
  read: (handset, message) => {
    panel.choose(handset);
    const budget = message.encoding === "UCS-2" ? 70 : 160;
    panel.measure(message.text, { units: message.units, budget, encoding: message.encoding, foreign: message.foreign });
  },
};

function place(person) {
  const handset = new Handset(person, settings, events);
  phones.set(person.phone, handset);
  document.getElementById("add").before(handset.box);
  return handset;
}

async function poll(fresh) {
  try {
    const news = await get(`/phone/api/inbox?after=${last}`);
    last = news.last;
    if (fresh && news.messages.length) smsFaults.ordered();
    for (const message of news.messages) phones.get(message.phone)?.messages.add(message, fresh);
    const { prompts } = await get("/phone/api/prompts");
    for (const [number, handset] of phones) handset.prompted(prompts.filter((each) => each.phone === number));
  } catch {
    // The simulator is restarting: ask again at the next beat.
  }
}

// The next beat is counted from the last answer: two questions on their way at once would be told the same news.
async function beat() {
  await poll(true);
  setTimeout(beat, EVERY_MS);
}

document.getElementById("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const [phone, name] = [form.elements.phone.value, form.elements.name.value];
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  try {
    const person = await post("/phone/api/phones", { phone, name });
    const handset = phones.get(person.phone) ?? place(person);
    form.reset();
    const { messages } = await get(`/phone/api/inbox?phone=${encodeURIComponent(person.phone)}`);
    if (!handset.messages.all.length) messages.forEach((message) => handset.messages.add(message, false));
    panel.choose(handset);
  } catch (error) {
    problem.textContent = error.message;
  }
});

const known = await get("/phone/api/phones");
settings = { service_code: known.service_code, numbers: known.numbers };
known.phones.map(place);
const first = phones.values().next().value;
panel.choose(first);
first.line.focus();
await poll(false);
await smsFaults.open();
setTimeout(beat, EVERY_MS);
setInterval(() => phones.forEach((handset) => handset.tick()), 500);
phones.forEach((handset) => handset.tick());
