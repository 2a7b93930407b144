// `node ask.js SCRIPT [CALLS] < PATHS`: what the checker for pages says of each file, one line of JSON for each. With CALLS
// it is asked where the stack has room for about so many more calls.
"use strict";
const fs = require("node:fs");
require(process.argv[2]);

// The answer, and how many calls there was room for below the one that asked.
function within(calls, bytes) {
  let below;
  try {
    below = within(calls, bytes);
  } catch (full) {
    return { room: 1 };
  }
  if (below.answer !== undefined) return below;
  return below.room < calls ? { room: below.room + 1 } : { answer: certsimCheck(bytes) };
}

for (const path of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const bytes = new Uint8Array(fs.readFileSync(path));
  const answer = process.argv[3] === undefined ? certsimCheck(bytes) : within(Number(process.argv[3]), bytes).answer;
  console.log(JSON.stringify(answer));
}
