// Letting time pass: an hour, a day, a week, or until some phone gets a message. Any of it can be stopped.
import * as api from "./api.js";
import { announce, calm, find, notice, pause } from "./dom.js";
import { format } from "./dates.js";
import { label, onLanguage, t } from "./words.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const SPANS = { hour: HOUR, day: DAY, week: 7 * DAY };
const AT_MOST = 60 * DAY;
const LEAP = 5 * DAY; // at a time, so that Stop is heard
const LOOK = 420; // milliseconds to look at a new message before the days run on

export class Forward {
  constructor(store, clock) {
    this.store = store;
    this.clock = clock;
    this.busy = false;
    this.stopped = false;
    this.buttons = [...document.querySelectorAll("[data-hop]")];
    this.stopButton = find("[data-testid=forward-stop]");
    for (const button of this.buttons) button.addEventListener("click", () => this.go(button.dataset.hop));
    this.stopButton.addEventListener("click", () => this.stop());
    store.on("clock", (now) => this.show(now.forwarding || this.busy));
    onLanguage(() => this.name());
  }

  /** Long names where there is room, short ones on a phone; both languages. */
  name() {
    for (const button of this.buttons) {
      const key = `hop_${button.dataset.hop}`;
      button.title = t(key);
      const spans = button.children.length
        ? button.children
        : [document.createElement("span"), document.createElement("span")];
      if (!button.children.length) {
        spans[0].className = "long";
        spans[1].className = "short";
        button.append(...spans);
      }
      label(button.children[0], key);
      label(button.children[1], `${key}_short`);
    }
  }

  show(busy) {
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(Boolean(busy)));
    this.stopButton.hidden = !this.busy;
    this.clock.root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  stop() {
    this.stopped = true;
  }

  go(hop) {
    return hop === "next"
      ? this.untilMessage()
      : this.until(this.store.now() + SPANS[hop], Math.min(SPANS[hop], DAY));
  }

  /** Forward to a moment, a piece at a time, with a short look at every new message. */
  until(target, step = DAY) {
    const piece = this.store.bot?.online ? step : Infinity; // without a bot there is nothing to stop at
    return this.flight(async (from) => {
      for (let at = from; at < target && !this.stopped;) {
        const before = this.store.arrived;
        at = Math.min(at + piece, target);
        await api.forward(at);
        this.clock.fly((at - from) / (target - from));
        await this.look(before, step >= DAY ? 90 : 0);
      }
    });
  }

  untilMessage() {
    return this.flight(async (from) => {
      const before = this.store.arrived;
      while (this.store.arrived === before && !this.stopped) {
        const at = this.store.now();
        if (at >= from + AT_MOST) {
          notice(t("nothing_60"));
          return;
        }
        await api.forward(Math.min(at + LEAP, from + AT_MOST), true);
        this.clock.fly(1 - 1 / (1 + (this.store.now() - from) / (3 * DAY)));
        await pause(25); // the events of this hop come on a line of their own
      }
    });
  }

  async look(before, least) {
    await pause(20);
    if (calm()) return;
    await pause(this.store.arrived > before ? LOOK : least);
  }

  async flight(work) {
    if (this.busy || this.store.clock?.forwarding) return;
    this.busy = true;
    this.stopped = false;
    const before = this.store.arrived;
    this.show(true);
    this.clock.fly(0);
    try {
      await work(this.store.now());
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      notice(t("failed", { why: error.message || t("failed_net") }));
    } finally {
      this.land(before);
    }
  }

  land(before) {
    this.busy = false;
    const hadFocus = document.activeElement === this.stopButton;
    this.show(false);
    if (hadFocus) this.buttons[0].focus();
    this.clock.fly(1);
    setTimeout(() => !this.busy && this.clock.fly(null), 500);
    announce(
      t("passed", { when: format(new Date(this.store.now()), "full"), n: this.store.arrived - before }),
    );
  }
}
