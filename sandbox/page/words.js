// The page's own language: chosen by the browser, switched by hand, remembered; texts already on the page follow.
import { TEXTS } from "./texts.js";
import { refreshStamps } from "./dates.js";
import { recall, remember } from "./dom.js";

const listeners = [];
let language =
  recall("language") || ((navigator.language || "").toLowerCase().startsWith("zh") ? "zh-Hans" : "en");
if (!TEXTS[language]) language = "en";

export const current = () => language;

export function t(key, params = {}) {
  const text = TEXTS[language][key] ?? TEXTS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** Gives a node a translated text that follows the language switch. */
export function label(node, key, params) {
  node.dataset.t = key;
  if (params) node.dataset.tp = JSON.stringify(params);
  node.textContent = t(key, params);
  return node;
}

/** Gives a node a translated accessible name (and a tooltip, when it is a button). */
export function hint(node, key, params) {
  node.dataset.tl = key;
  if (params) node.dataset.tp = JSON.stringify(params);
  const text = t(key, params);
  node.setAttribute("aria-label", text);
  if (node.tagName === "BUTTON") node.title = text;
  return node;
}

export function translate(root = document) {
  const params = (node) => (node.dataset.tp ? JSON.parse(node.dataset.tp) : undefined);
  for (const node of root.querySelectorAll("[data-t]")) label(node, node.dataset.t, params(node));
  for (const node of root.querySelectorAll("[data-tl]")) hint(node, node.dataset.tl, params(node));
  for (const node of root.querySelectorAll("[data-tph]")) node.placeholder = t(node.dataset.tph);
}

export const onLanguage = (listener) => listeners.push(listener);

export function speak(next) {
  language = next;
  remember("language", next);
  document.documentElement.lang = next;
  document.title = t("title");
  translate();
  refreshStamps(next);
  for (const listener of listeners) listener(next);
}

export function startLanguage(button) {
  const name = () => {
    button.textContent = t("language_other");
    button.lang = language === "en" ? "zh-Hans" : "en";
    button.setAttribute("aria-label", t("language_to"));
  };
  button.addEventListener("click", () => speak(language === "en" ? "zh-Hans" : "en"));
  onLanguage(name);
  speak(language);
}
