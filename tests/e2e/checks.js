// Basic accessibility checks, run in the page: each returns what fails, for the test to name.

(() => {
  const VISIBLE = { checkOpacity: true, checkVisibilityCSS: true };
  const visible = (element) => element.checkVisibility(VISIBLE) && !element.closest("[aria-hidden=true]");

  // Every control and image has a name that a screen reader can say.
  const named = (e) =>
    e.innerText?.trim() || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.alt || e.title ||
    e.labels?.length || e.placeholder;
  const nameless = () =>
    [...document.querySelectorAll("button, a[href], input, textarea, select, img")]
      .filter((element) => visible(element) && !named(element))
      .map((element) => element.outerHTML.slice(0, 200));

  // WCAG 2.2: text has a contrast of 4.5 to what is behind it, 3 when it is large.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) layers.unshift(rgba(getComputedStyle(node).backgroundColor));
    return layers.reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const contrast = (element) => {
    const under = behind(element);
    const ink = over(rgba(getComputedStyle(element).color), under);
    const [light, dark] = [luminance(ink), luminance(under)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const isText = (element) => {
    const size = parseFloat(getComputedStyle(element).fontSize);
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const shown = visible(element) && element.getBoundingClientRect().right > 0 && size > 2;
    return own && shown && !element.closest("[disabled], script, style, noscript");
  };
  const needed = (element) => {
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    return size >= 24 || (size >= 18.66 && fontWeight >= 700) ? 3 : 4.5;
  };
  const faint = () =>
    [...document.querySelectorAll("body *")]
      .filter((element) => isText(element) && contrast(element) < needed(element))
      .map((element) => `${element.textContent.trim().slice(0, 40)} (${contrast(element).toFixed(2)})`);

  return { nameless: nameless(), faint: faint() };
})();
