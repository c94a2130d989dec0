// Sends the requests of its argument, and writes the answers as JSON. Rust's own library has no https.
const answers = await Promise.all(
  JSON.parse(process.argv[2]).map(async ({ url, ...request }) => {
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(20_000) });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      return { error: String(error.cause ?? error) };
    }
  }),
);
console.log(JSON.stringify(answers));
