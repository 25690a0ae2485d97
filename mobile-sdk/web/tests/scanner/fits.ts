import type { Page } from "playwright-core";

/**
 * What of a screen cannot be seen or reached: text, a drawing or a control that is beside the screen, cut by a box that
 * does not scroll, below a fold that nothing scrolls to, or under other text. Each as its words and where it is.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const top = document.querySelector("dialog[open]") ?? document.body;
    const scrolls = (style: CSSStyleDeclaration) => /auto|scroll/.test(style.overflowY);
    const read: [HTMLElement, DOMRect][] = [];
    const where = (element: Element, box: DOMRect) =>
      `${element.getAttribute("class") ?? element.tagName}: ${(element.textContent ?? "").trim().slice(0, 40)} [${[box.left, box.right, box.top, box.bottom].map(Math.round).join()}]`;
    for (const element of top.querySelectorAll<HTMLElement>("*")) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      const isControl = element.matches("button, input, select, textarea, svg.shape, svg.code");
      if ((!hasText && !isControl) || element.closest(".unseen, .hidden, [inert], noscript, caption")) continue;
      // Icons alone where the bar is narrow: their words are for screen readers.
      if (getComputedStyle(element).clipPath !== "none" || getComputedStyle(element).opacity === "0") continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      let { left, right, top: upper, bottom } = { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
      let freeY = false;
      for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        const style = getComputedStyle(outer);
        freeY ||= scrolls(style) && outer.scrollHeight > outer.clientHeight + 1;
        if (style.overflowX === "visible") continue;
        const edge = outer.getBoundingClientRect();
        if (!freeY) [upper, bottom] = [Math.max(upper, edge.top), Math.min(bottom, edge.bottom)];
        [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      }
      const scrollsPage = document.documentElement.scrollHeight > innerHeight;
      const beside = box.left < left - 1 || box.right > right + 1;
      const below = !freeY && !scrollsPage && (box.top < upper - 1 || box.bottom > bottom + 1);
      const wide =
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX !== "visible" &&
        !isControl;
      if (beside || below || wide) found.push(where(element, box));
      if (hasText && !freeY) read.push([element, box]);
    }
    for (const [place, [one, left]] of read.entries())
      for (const [two, right] of read.slice(place + 1)) {
        const across = Math.min(left.right, right.right) - Math.max(left.left, right.left);
        const down = Math.min(left.bottom, right.bottom) - Math.max(left.top, right.top);
        if (across > 2 && down > 4 && !one.contains(two) && !two.contains(one))
          found.push(`${where(one, left)} under ${where(two, right)}`);
      }
    return found;
  });
}
