// Files that are brought into the app on its Account screen.

import { reads } from "./eventually.mjs";

/** Chooses a file. */
export async function choose(app, name, text) {
  const buffer = typeof text === "string" ? Buffer.from(text) : text;
  await app.page.getByLabel("Import a file…").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

/** Waits until the preview says this of each kind of record. */
export async function tells(sheet, told) {
  for (const [term, count] of Object.entries(told)) {
    await reads(sheet.getByRole("term").filter({ hasText: term }).locator("xpath=following-sibling::dd"), count);
  }
}

/** Chooses a file, and waits for what it would change, told by what the sheet says of each kind. */
export async function previews(app, name, text, told) {
  await choose(app, name, text);
  const sheet = app.dialog("Import");
  await sheet.waitFor();
  await tells(sheet, told);
  return sheet;
}

/** Imports what the sheet shows, and waits until so many records are in. */
export async function imports(app, records) {
  const text = records === 1 ? "1 record" : `${records} records`;
  await app.dialog("Import").getByRole("button", { name: `Import ${text}`, exact: true }).click();
  await app.page.getByRole("status").getByText(`${text} imported.`).waitFor();
}
