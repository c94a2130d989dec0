// Two devices of one person, each a browser profile of its own.

/**
 * Writes an entry on a desk, signs in there and on a phone, and shows the entry on both, on the Logbook screen.
 *
 * @param {import("./stage.mjs").Stage["profile"]} profile
 * @param {string} email
 * @param {object} entry the entry's fields; its notes begin with "Slow movement."
 * @param {{desk?: object, phone?: object}} [options] of the profiles
 * @returns the profiles `desk` and `phone`, and the tab of each, `one` and `other`
 */
export async function twoDevices(profile, email, entry, { desk: deskOptions, phone: phoneOptions } = {}) {
  const [desk, phone] = [await profile(deskOptions), await profile(phoneOptions)];
  const one = await desk.open("/logbook");
  await one.writeEntry(entry);
  await one.signInAndSync(email);
  const other = await phone.open();
  await other.signInAndSync(email);
  for (const app of [one, other]) {
    await app.go("Logbook");
    await app.row("Slow movement.").waitFor();
  }
  return { desk, phone, one, other };
}
