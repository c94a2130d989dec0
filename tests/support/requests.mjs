// The requests of the app, as a browser sees them.

/** What a GraphQL request of the app is called; nothing for any other request. */
export function operationOf(request) {
  if (request.method() !== "POST" || !request.url().endsWith("/graphql")) return undefined;
  return /\b(?:query|mutation)\s+(\w+)/.exec(request.postDataJSON().query)?.[1];
}
