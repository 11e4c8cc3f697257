// The clock above the phones: glides from moment to moment, and the goose flies while time is pushed forward.
import { calm, find } from "./dom.js";
import { format, HOME_ZONE, minuteOfDay } from "./dates.js";
import { onLanguage } from "./words.js";

const GLIDE = 650; // milliseconds from one hop to the next
const JUMP = 90_000; // a difference from which the clock glides instead of ticking

export class Clock {
  constructor(store, onTick) {
    this.store = store;
    this.onTick = onTick;
    this.root = find("#clock");
    this.face = find(".clock-face", this.root);
    this.parts = {
      time: find(".clock-time", this.root),
      date: find("[data-testid=clock-date]", this.root),
      weekday: find("[data-testid=clock-weekday]", this.root),
    };
    this.arm = find(".dial-arm", this.root);
    this.flightLine = find(".flight");
    this.shown = null;
    this.turn = 0;
    this.written = "";
    store.on("clock", (clock) => this.take(clock));
    onLanguage(() => {
      this.written = "";
      if (this.shown !== null) this.write(this.shown);
    });
    setInterval(() => !this.frame && this.shown !== null && this.step(), 1000);
  }

  take(clock) {
    this.root.dataset.now = clock.now;
    this.root.dataset.forwarding = String(Boolean(clock.forwarding));
    this.from = this.shown ?? clock.at;
    this.since = performance.now();
    const far = Math.abs(clock.at - this.from) > JUMP;
    if (!far || calm() || document.hidden) {
      this.shown = clock.at;
      this.write(this.shown);
      return;
    }
    if (!this.frame) this.frame = requestAnimationFrame(() => this.glide());
  }

  glide() {
    const part = Math.min(1, (performance.now() - this.since) / GLIDE);
    const eased = 1 - (1 - part) ** 3;
    this.shown = this.from + (this.store.now() - this.from) * eased;
    this.write(this.shown);
    this.frame = part < 1 ? requestAnimationFrame(() => this.glide()) : null;
  }

  step() {
    this.shown = this.store.now();
    this.write(this.shown);
  }

  /** Writes a moment; does nothing when the minute on the face is the same. */
  write(moment) {
    const minute = Math.floor(moment / 60_000);
    if (String(minute) === this.written) return;
    this.written = String(minute);
    const date = new Date(moment);
    this.face.dateTime = date.toISOString();
    for (const [shape, node] of Object.entries(this.parts)) {
      const text = format(date, shape, HOME_ZONE);
      if (node.textContent !== text) node.textContent = text;
    }
    this.wind(minuteOfDay(date));
    this.onTick(moment);
  }

  /** Turns the small sky forward, never back: noon has the sun on top, midnight the moon. */
  wind(minute) {
    const goal = (minute / 1440) * 360 - 180;
    const ahead = (((goal - this.turn) % 360) + 360) % 360;
    this.turn += ahead > 359 ? ahead - 360 : ahead;
    this.arm.style.rotate = `${this.turn}deg`;
    this.root.dataset.sky =
      minute < 300 || minute >= 1170 ? "night" : minute < 420 || minute >= 1050 ? "dusk" : "day";
  }

  /** The goose's way along the lower edge of the header: part from 0 to 1, or null when nobody flies. */
  fly(part) {
    document.body.classList.toggle("flying", part !== null);
    this.flightLine.style.setProperty("--way", String(part ?? 0));
  }
}
