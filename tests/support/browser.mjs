// A real browser: the Chromium that CHROMIUM names, which `cargo xtask test e2e` has found or installed.

import { chromium } from "playwright-core";

/**
 * Starts a browser without a window. Each `newContext()` is a profile of its own, with its own cookies and localStorage.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
