// Journals of any length, as README.md documents them, to be put into a browser.

const USER = "anonymous-0190b5c2-7e5b-7c9a-8b1d-0242ac120002";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** So many of the newest entries may be of the timer: more sessions and logs than that would not fit into a browser. */
const TIMED = 500;

const PIECES = [
  ["Clair de lune", "Claude Debussy", "LEARNING"],
  ["Nocturne in E-flat major, Op. 9 No. 2", "Frédéric Chopin", "LEARNING"],
  ["Prelude in C major, BWV 846", "Johann Sebastian Bach", "POLISHED"],
  ["Gymnopédie No. 1", "Erik Satie", "POLISHED"],
  ["Träumerei", "Robert Schumann", "PLANNED"],
];
const NOTES = [
  "Left hand alone, then both hands, slowly.",
  "The middle section is still uneven. Tomorrow with the metronome.",
  "",
  "Recorded myself.\nI hurry towards the end, from the second theme on, and the left hand gets too loud where it only accompanies.",
];
const TYPES = ["PRACTICE", "PRACTICE", "PRACTICE", "LESSON", "PRACTICE", "REHEARSAL", "PRACTICE", "PERFORMANCE"];
const MOODS = ["SATISFIED", "NEUTRAL", undefined, "EXCITED", "FRUSTRATED"];
const ACTIVITIES = ["SCALES", "REPERTOIRE", "REPERTOIRE"];

/**
 * The values of localStorage for a journal with so many entries, the last of this day; about three in four days have
 * one. Every other one of the newest is of the timer.
 */
export function journalOf(entries, now = Date.now()) {
  const values = { mirubato_user_data: JSON.stringify({ id: USER, isAnonymous: true, hasCloudStorage: false }) };
  let writes = 0;
  const put = (collection, at, record) => {
    writes += 1;
    const stored = { ...record, userId: USER, createdAt: iso(at), writeId: writes.toString(16).padStart(16, "0"), isSynced: false };
    values[`mirubato_${collection}:${record.id}`] = JSON.stringify(stored);
  };
  if (entries === 0) return values;
  const first = now - Math.ceil((entries * 4) / 3) * DAY;
  for (const [index, [title, composer, status]] of PIECES.entries()) {
    put("pieces", first, { id: name("piece", index), title, composer, status });
  }
  for (let number = 0; number < entries; number += 1) {
    const ago = Math.floor((number * 4) / 3);
    const at = ago === 0 ? now - HOUR : (Math.floor(now / DAY) - ago) * DAY + (15 + (number % 5)) * HOUR;
    const duration = 1200 + (number % 7) * 420;
    const pieces = [number % 2, (number % 3) + 1].map((index) => ({
      id: name("piece", index), title: PIECES[index][0], composer: PIECES[index][1], tempo: tempoAt(number, entries),
    }));
    const isTimed = number % 2 === 0 && number < TIMED;
    if (isTimed) {
      const session = name("session", number);
      put("practice_sessions", at, { id: session, instrument: "Piano", startedAt: iso(at), completedAt: iso(at + duration * 1000), utcOffsetMinutes: 0 });
      for (const [part, activityType] of ACTIVITIES.entries()) {
        const piece = part === 0 ? {} : { pieceId: pieces[part - 1].id, pieceTitle: pieces[part - 1].title, tempoPracticed: pieces[part - 1].tempo };
        put("practice_logs", at, {
          id: name("log", number * 3 + part), sessionId: session, activityType, durationSeconds: duration / 3,
          startedAt: iso(at + (part * duration * 1000) / 3), ...piece,
        });
      }
    }
    put("logbook_entries", at, {
      id: name("entry", number), timestamp: iso(at), duration, type: TYPES[number % TYPES.length], instrument: number % 9 === 0 ? "Organ" : "Piano",
      utcOffsetMinutes: 0, pieces, techniques: ["Legato"], mood: MOODS[number % MOODS.length], notes: NOTES[number % NOTES.length],
      tags: number % 4 === 0 ? ["exam"] : [], goalIds: [name("goal", 0)], ...(isTimed && { sessionId: name("session", number) }),
    });
  }
  const milestones = ["First page", "Middle section", "Last page"].map((title, index) => ({ id: name("milestone", index), title, completed: index === 0 }));
  put("goals", first, { id: name("goal", 0), title: "Clair de lune by heart", targetDate: iso(now + 30 * DAY).slice(0, 10), progress: 33, milestones });
  put("goals", first, { id: name("goal", 1), title: "Sixty hours at the piano", progress: 0, target: { kind: "MINUTES", amount: 3600 } });
  put("goals", first, { id: name("goal", 2), title: "All major scales", progress: 100, status: "COMPLETED", completedAt: iso(now - 9 * DAY) });
  return values;
}

/** Pieces get faster over the months, with better and worse days. */
function tempoAt(number, entries) {
  return 60 + Math.round((60 * (entries - number)) / entries) + ((number * 7) % 9) - 4;
}

function iso(at) {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

function name(kind, number) {
  return `${kind}-${String(number).padStart(5, "0")}`;
}
