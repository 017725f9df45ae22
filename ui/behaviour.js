// What Streamlit has no widget for: clicks on citation chips, copying, Escape, focus and announcements.
// It draws nothing and reads no document text as markup; it reports acts to Python as triggers.

const PANEL = ".st-key-source_panel";
const WAIT_MS = 5000;
// What a slow server draws last may be long in coming.
const DRAWN_WITHIN_MS = 20_000;
const RESEND_MS = 1000;
const SENDINGS = 10;
const DRAWING = "[data-test-script-state=running]";
const WANTED = "lardom-wanted";

export default function ({ data, parentElement, setTriggerValue }) {
  const state = (parentElement.lardom ??= firstState(data));
  document.documentElement.lang = data.language;
  // The words of Streamlit's upload button cannot be given in Python; style.css shows these in their place.
  document.documentElement.style.setProperty("--l-choose-files", JSON.stringify(data.chooseFiles));
  announce(parentElement, data.announcement);
  data.signedOut ? rememberAddress() : returnToAddress();

  state.removeListeners();
  state.send = (act) => setTriggerValue("act", act);
  if (state.pending?.act.id === data.taken) settle(state);
  const onClick = (event) => {
    closeSidebarOnPhone(event);
    if (event.target instanceof Element && event.target.closest(".st-key-sign_out")) forgetDrafts();
    handleClick(event, state, data);
  };
  const onKey = (event) => handleKey(event, state);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  state.removeListeners = () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
  };

  if (!state.keepsDrafts) keepDrafts();
  state.keepsDrafts = true;
  if (data.turns > state.turns) showTurn(data.turns);
  state.turns = data.turns;
  if (data.focus !== state.focused) {
    state.focused = data.focus;
    data.focus ? showPanel(data.focus, data.panelLabel, state.opener) : returnFocus(state);
  } else if (data.focus && data.view !== state.view) {
    showQuote(data.view);
  }
  state.view = data.view;
  document.documentElement.dataset.lardom = "ready";
  return state.removeListeners;
}

// Signing in ends at the first page. The address that was wanted waits in this tab meanwhile.
function rememberAddress() {
  sessionStorage.setItem(WANTED, location.pathname + location.search);
}

function returnToAddress() {
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  // With the origin in front: a path that begins with two slashes would lead elsewhere.
  if (wanted && wanted !== location.pathname + location.search) location.replace(location.origin + wanted);
}

function firstState({ view, turns }) {
  return { focused: "", view, turns, opener: null, pending: null, send: () => {}, removeListeners: () => {} };
}

// Streamlit drops a trigger that arrives while it draws the page: it is sent again until Python names it as taken. Not
// while the page is drawn: each sending begins that anew, and what else was asked for meanwhile would be dropped.
function report(act, state) {
  settle(state);
  const pending = { act: { ...act, id: crypto.getRandomValues(new Uint32Array(2)).join("-") }, sendings: 0 };
  const send = () => {
    if (document.querySelector(DRAWING)) return;
    if (pending.sendings >= SENDINGS) return settle(state);
    state.send(pending.act);
    pending.sendings += 1;
  };
  pending.timer = setInterval(send, RESEND_MS);
  state.pending = pending;
  state.send(pending.act);
}

function settle(state) {
  clearInterval(state.pending?.timer);
  state.pending = null;
}

function handleClick(event, state, data) {
  const target = event.target instanceof Element ? event.target.closest("[data-l-act]") : null;
  if (!target) return;
  const act = target.dataset.lAct;
  if (act === "copy") {
    copy(target, data);
    return;
  }
  if (act === "page" && (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)) return;
  event.preventDefault();
  if (act === "open" || act === "nearest") state.opener = selectorOf(target);
  report({ ...target.dataset, act, href: target.getAttribute("href") ?? "" }, state);
}

// On a phone the sidebar covers the page that its buttons lead to.
function closeSidebarOnPhone(event) {
  const leads = event.target instanceof Element && event.target.closest(".st-key-new, [class*='st-key-to_'], [class*='st-key-open_']");
  if (leads && matchMedia("(max-width: 768px)").matches) {
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  }
}

function handleKey(event, state) {
  const busy = event.defaultPrevented || document.querySelector("[role=dialog], [data-testid=stPopoverBody], [role=listbox]");
  if (event.key === "Escape" && !busy && document.querySelector(PANEL)) report({ act: "close" }, state);
}

// Rerunning replaces the chip, so the way back to it is a description rather than the element.
function selectorOf(target) {
  const { lAct, lTurn, lIndex } = target.dataset;
  const place = `[data-l-act="${lAct}"][data-l-turn="${lTurn}"][data-l-index="${lIndex}"]`;
  return `${target.matches(".l-cite") ? ".l-cite" : ".l-source"}${place}`;
}

// Panels come and go a moment after the key or click: who writes by then keeps the focus, and every letter.
function writes() {
  return document.activeElement?.matches("textarea, input") ?? false;
}

function returnFocus(state) {
  if (state.opener && !writes()) document.querySelector(state.opener)?.focus({ preventScroll: true });
  state.opener = null;
}

function showTurn(turns) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  whenThere(`.l-question[data-l-turn="${turns - 1}"]`, (question) => {
    question.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  });
}

function showPanel(token, label, opener) {
  whenThere(`${PANEL} [data-l-token="${token}"]`, (heading) => {
    const panel = heading.closest(PANEL);
    panel.setAttribute("role", "complementary");
    panel.setAttribute("aria-label", label);
    if (!writes()) heading.focus({ preventScroll: true });
    whenThere(`${PANEL} mark, ${PANEL} img`, scrollInto);
    // The panel takes room from the answer, or covers its lower part: the chip stays in sight.
    if (opener) document.querySelector(opener)?.scrollIntoView({ block: "nearest" });
  });
}

function showQuote(view) {
  whenThere(view === "page" ? `${PANEL} img` : `${PANEL} mark`, scrollInto);
}

function scrollInto(found) {
  const panel = found.closest(PANEL);
  const scroll = () => {
    const { top, height } = found.getBoundingClientRect();
    const down = Number(found.dataset.lAt ?? 0) * height;
    panel.scrollTop += top + down - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  };
  // An image has its height when it is decoded.
  if (found.tagName === "IMG") found.decode().then(scroll, () => {});
  else requestAnimationFrame(scroll);
}

// Free text, under an answer and in the form of a lesson, is kept in the browser until the server has it, so that a
// reload, a lost connection or an ended sign-in costs no word.
const DRAFT = "lardom-draft:";
const SETTLE_MS = 300;
const PAUSE_MS = 1500;
const KEPT = "[class*='st-key-comment_'] textarea, [class*='st-key-draft_'] textarea, [class*='st-key-draft_'] .stTextInput input";

function keepDrafts() {
  const keep = (event) => {
    const key = event.target instanceof Element && event.target.matches(KEPT) ? draftKey(event.target) : "";
    if (key) storage((drafts) => drafts.setItem(DRAFT + key, event.target.value));
    if (key.startsWith("draft_")) handInAfterPause(event.target);
  };
  document.addEventListener("input", keep);
  const seen = new Set();
  const look = () => {
    document.querySelectorAll("[data-l-saved]").forEach(({ dataset }) => {
      const saving = `${dataset.lDraft} ${dataset.lSaved}`;
      if (seen.has(saving)) return;
      seen.add(saving);
      storage((drafts) => {
        // What was written since is not saved yet.
        const saved = dataset.lText === undefined || drafts.getItem(DRAFT + dataset.lDraft) === dataset.lText;
        if (saved) drafts.removeItem(DRAFT + dataset.lDraft);
      });
    });
    document.querySelectorAll(KEPT).forEach((area) => {
      if (area.lardomDraft) return;
      area.lardomDraft = true;
      // Streamlit gives a new text area its saved text some moments after it is there.
      const timer = setInterval(() => storage((drafts) => bringBack(area, drafts.getItem(DRAFT + draftKey(area)))), SETTLE_MS);
      setTimeout(() => clearInterval(timer), WAIT_MS);
    });
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-l-saved"] });
}

// Streamlit hands a field in when it is left, or by these keys: a pause in writing is as good as either.
function handInAfterPause(field) {
  clearTimeout(field.lardomPause);
  field.lardomPause = setTimeout(() => {
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true }));
  }, PAUSE_MS);
}

// Who signs out leaves nothing behind for the next person at the same browser.
function forgetDrafts() {
  storage((drafts) => Object.keys(drafts).filter((key) => key.startsWith(DRAFT)).forEach((key) => drafts.removeItem(key)));
}

function draftKey(area) {
  const wrapper = area.closest("[class*='st-key-comment_'], [class*='st-key-draft_']");
  const name = [...(wrapper?.classList ?? [])].find((each) => /^st-key-(comment|draft)_/.test(each));
  return name ? name.slice("st-key-".length) : "";
}

function bringBack(area, draft) {
  if (!draft || draft === area.value) return;
  // The value belongs to React, which hears of it by an event only.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(area), "value").set.call(area, draft);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// A browser may forbid storage; then there are no drafts.
function storage(use) {
  try {
    use(localStorage);
  } catch {}
}

function whenThere(selector, act) {
  const found = document.querySelector(selector);
  if (found) {
    act(found);
    return;
  }
  const observer = new MutationObserver(() => {
    const found = document.querySelector(selector);
    if (!found) return;
    observer.disconnect();
    act(found);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), DRAWN_WITHIN_MS);
}

function announce(parentElement, words) {
  let region = parentElement.querySelector("[aria-live]");
  if (!region) {
    region = document.createElement("div");
    region.setAttribute("aria-live", "polite");
    region.className = "l-hidden";
    parentElement.append(region);
  }
  if (region.textContent !== words) region.textContent = words;
}

async function copy(button, data) {
  const words = button.dataset.lCopy.replaceAll("{origin}", location.origin);
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Browsers allow the clipboard on https and this machine only.
    if (!copyBySelection(words)) {
      window.prompt(data.copyFailed, words);
      return;
    }
  }
  const before = button.textContent;
  button.textContent = button.dataset.lDone;
  setTimeout(() => (button.textContent = before), 2000);
}

function copyBySelection(words) {
  const area = document.createElement("textarea");
  area.value = words;
  area.className = "l-hidden";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
