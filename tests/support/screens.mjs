// Every screen of the app and what opens on it, with a journal of journals.mjs: for the tests that look at all of them, and
// for the screenshots.

/**
 * @typedef {object} Screen
 * @property {string} name as its pictures are called
 * @property {string} path its address
 * @property {(app: import("./app.mjs").App) => Promise<void>} [open] opens what is to be seen there
 */

/** @type {Screen[]} */
export const SCREENS = [
  { name: "today", path: "/" },
  { name: "logbook", path: "/logbook" },
  { name: "entry", path: "/logbook", open: opens("New entry") },
  { name: "repertoire", path: "/repertoire" },
  { name: "piece", path: "/repertoire/piece-00000" },
  { name: "goals", path: "/goals" },
  { name: "goal", path: "/goals", open: opens("New goal") },
  { name: "reports", path: "/reports" },
  { name: "account", path: "/account" },
  { name: "deleted", path: "/account/deleted" },
  { name: "sign-in", path: "/sign-in" },
  { name: "shortcuts", path: "/account", open: opens("Keyboard shortcuts") },
  { name: "nowhere", path: "/nowhere" },
];

/** What a browser remembers in which the welcome has been read. */
export const WELCOMED = { mirubato_ui_welcomed: "true" };

/** Shows a screen in a tab. */
export async function show(app, { path, open }) {
  await app.visit(path);
  await open?.(app);
}

function opens(button) {
  return async (app) => {
    await app.button(button).first().click();
    await app.page.getByRole("dialog").waitFor();
  };
}
