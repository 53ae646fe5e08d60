// Beside the phones: the faults of the SMS providers, for the chosen phone, and the outages in force.
import { get, post } from "./api.js";

const part = (id) => document.getElementById(id);

export class SmsFaults {
  // `chosen` gives the number of the phone that orders are for.
  constructor(chosen) {
    this.chosen = chosen;
    this.faults = [];
    part("sms-system").addEventListener("change", () => this.choices());
    part("sms-order").addEventListener("click", () => this.order());
  }

  async open() {
    const { faults } = await get("/faults");
    this.faults = faults;
    this.choices();
    await this.ordered();
  }

  choices() {
    const system = part("sms-system").value;
    const options = this.faults.filter((each) => each.system === system).map((each) => new Option(each.sentence, each.fault));
    part("sms-fault").replaceChildren(...options);
  }

  async order() {
    const [system, fault] = [part("sms-system").value, part("sms-fault").value];
    // A provider is down for everybody; everything else strikes one phone.
    const phone = fault === "outage" ? "" : this.chosen();
    try {
      await post("/faults", { system, fault, times: 1, phone });
    } catch (error) {
      part("sms-pending").textContent = error.message;
      return;
    }
    await this.ordered();
  }

  async ordered() {
    const systems = new Map([...part("sms-system").options].map((each) => [each.value, each.text]));
    const { pending } = await get("/faults");
    const mine = pending.filter((each) => systems.has(each.system) && ["", this.chosen()].includes(each.phone));
    part("sms-pending").replaceChildren(...mine.map((each) => this.line(each, systems.get(each.system))));
  }

  line(order, label) {
    const item = document.createElement("li");
    const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: "Annuler" });
    cancel.addEventListener("click", async () => {
      await fetch(`/faults/${order.id}`, { method: "DELETE" });
      await this.ordered();
    });
    item.append(`${label} : ${order.fault} `, cancel);
    return item;
  }
}
