// What somebody sees without scrolling.

/**
 * Whether the middle of an element is in the window, with nothing above it.
 *
 * @param {import("playwright-core").Locator} locator
 * @returns {Promise<boolean>}
 */
export const isInView = (locator) =>
  locator.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return seen !== null && (element.contains(seen) || seen.contains(element));
  });
