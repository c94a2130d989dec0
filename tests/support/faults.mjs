// What can go wrong between the app and the server, as handlers for `profile.onRequest`.

/** The server fails. */
export const serverError = (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "Internal error" });

/** Something answers that is not the server. */
export const garbage = (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<html>Welcome to the hotel" });

/** The request never arrives. */
export const cutBefore = (route) => route.abort("connectionreset");

/** The server does what it was asked, and the answer is lost. */
export async function cutAfterCommit(route) {
  await route.fetch();
  await route.abort("connectionreset");
}

/** Nobody answers, ever. */
export const silence = () => {};

/** The answer comes when the test lets it: `handle` waits for `goOn`. */
export function held() {
  let goOn;
  const told = new Promise((resolve) => (goOn = resolve));
  const handle = async (route) => {
    await told;
    await route.continue();
  };
  return { handle, goOn };
}

/** The platform takes no more requests today. */
export const dailyLimit = (route) => route.fulfill({ status: 429, contentType: "text/plain", body: "error code: 1027" });

/** The server refuses with one of its codes. */
export const refusal = (code) => (route) =>
  route.fulfill({ json: { data: null, errors: [{ message: "Refused by the test.", extensions: { code } }] } });

/** The requests that send records. */
export const PUSH = /^(SyncAnonymousData|PushChanges)$/;
