// Measures two calls turn by turn, so that what else the machine does meets both.

const PAIRS = 15;
/** Of CPU time: the same work, whatever else the machine does. */
const MICROS_A_TURN = 50_000;

/** Prints JSON: the medians of both times in microseconds, and of the ratios of each pair of turns, of CPU time too. */
export async function compare(name, peer, ours, theirs) {
  const [own, other] = [await fitting(ours), await fitting(theirs)];
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair += 1) pairs.push([await turn(ours, own), await turn(theirs, other)]);
  const micros = (side) => Number((median(pairs.map((pair) => pair[side].ms)) * 1000).toFixed(1));
  const ratio = (of) => Number(median(pairs.map(([left, right]) => right[of] / left[of])).toFixed(3));
  const ratios = { ratio: ratio("ms"), cpu_ratio: ratio("cpu") };
  console.log(JSON.stringify({ name, peer, ours: micros(0), theirs: micros(1), ...ratios }));
}

/** How many calls take about the time of a turn. Calls until then are the warm-up. */
async function fitting(call) {
  for (let count = 1; ; count *= 2) {
    const micros = (await turn(call, count)).cpu * count;
    if (micros >= MICROS_A_TURN / 2) return Math.max(1, Math.round((count * MICROS_A_TURN) / micros));
  }
}

/** Milliseconds of each of so many calls, and microseconds of CPU time, of all threads. */
async function turn(call, count) {
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
  for (let done = 0; done < count; done += 1) await call();
  const { user, system } = process.cpuUsage(cpuBegan);
  return { ms: (performance.now() - began) / count, cpu: (user + system) / count };
}

function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}
