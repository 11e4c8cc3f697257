// Small helpers for the document. Data only ever becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element: known properties are set, `on` holds listeners, `data` the dataset, the rest are attributes. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { on = {}, data = {}, text, ...attributes } = options;
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  for (const [name, value] of Object.entries(data)) if (value != null) node.dataset[name] = value;
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  if (text != null) node.textContent = text;
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const find = (selector, root = document) => root.querySelector(selector);
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => matchMedia("(max-width: 760px)").matches;

export function recall(key) {
  try {
    return localStorage.getItem(`hongyan.${key}`);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`hongyan.${key}`, value);
  } catch {
    /* private windows have no storage: forgetting is fine */
  }
}

/** Only addresses that cannot run anything: this server's own, the web, mail and telephone. */
export function safeUrl(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:", "tel:", "tg:", "blob:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Latin letters and digits of a label, for stable names in the document. */
export function slug(text) {
  return (text || "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Says a sentence to screen readers. */
export function announce(text) {
  const live = document.getElementById("live");
  const line = el("p", { text });
  live.append(line);
  setTimeout(() => line.remove(), 8000);
}

let noticeTimer;
/** Shows a sentence about the page itself for some seconds. */
export function notice(text) {
  const box = find(".page-notice");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    box.classList.remove("shown");
    box.textContent = "";
  }, 5000);
}
