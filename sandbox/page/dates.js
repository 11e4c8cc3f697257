// Moments as people read them: in the zone of the phone's owner and the language of the page.

export const HOME_ZONE = "Asia/Shanghai";

const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  date: { year: "numeric", month: "long", day: "numeric" },
  weekday: { weekday: "long" },
  day: { month: "long", day: "numeric", weekday: "short" },
  full: { dateStyle: "full", timeStyle: "short" },
};
const formats = new Map();
let language = "zh-Hans";

function knownZone(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone || HOME_ZONE });
    return zone || HOME_ZONE;
  } catch {
    return HOME_ZONE;
  }
}

export function format(moment, shape, zone = HOME_ZONE) {
  const key = `${language}|${shape}|${zone}`;
  if (!formats.has(key)) {
    const tag = language === "en" ? "en-GB" : "zh-Hans-CN";
    formats.set(key, new Intl.DateTimeFormat(tag, { ...SHAPES[shape], timeZone: knownZone(zone) }));
  }
  return formats.get(key).format(moment);
}

/** Minutes since local midnight. */
export function minuteOfDay(moment, zone = HOME_ZONE) {
  const [hour, minute] = format(moment, "time", zone).split(":").map(Number);
  return hour * 60 + minute;
}

/** Fills a <time> element; it is written anew when the language changes. */
export function stamp(node, moment, shape, zone) {
  node.dateTime = new Date(moment).toISOString();
  node.dataset.shape = shape;
  node.dataset.zone = zone || HOME_ZONE;
  node.textContent = format(new Date(moment), shape, node.dataset.zone);
  return node;
}

/** The same, for somebody far away; false where their clock shows what the school's shows. */
export function stampAway(node, moment, zone) {
  stamp(node, moment, "time", zone);
  return node.textContent !== format(new Date(moment), "time");
}

export function refreshStamps(next) {
  language = next;
  for (const node of document.querySelectorAll("time[data-shape]"))
    stamp(node, node.dateTime, node.dataset.shape, node.dataset.zone);
}

/** Seconds as 0:07. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
