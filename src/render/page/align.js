// Where two sequences of words run alike. A run is where it begins in the one (`at`) and in the other (`copy`), and how
// many words it has (`length`). The work is bounded, whatever the words are.

const SEED = 4, MOST_PLACES = 16, MOST_RUNS = 2000, MOST_GAPS = 20000000;
const PIECE = 2; // what each further run costs, so that a whole one is preferred to two halves
const FAR = 100, FARTHEST = 400; // what distance costs: a word for so many, and no more than for so many

// The best chain, in order, of long runs that `one` and `other`, arrays of strings, have in common.
export function chainOf(one, other) {
  const places = new Map(), runs = [], open = new Map();
  const seeds = (words) => words.slice(SEED - 1).map((_, at) => words.slice(at, at + SEED).join("\n"));
  seeds(one).forEach((seed, at) => places.set(seed, [...places.get(seed) ?? [], at].slice(0, MOST_PLACES)));
  seeds(other).forEach((seed, copy) => places.get(seed)?.forEach((at) => {
    const run = open.get(copy - at);
    if (run && run.copy + run.length + 1 === copy + SEED) return run.length += 1;
    runs.push({ at, copy, length: SEED });
    return open.set(copy - at, runs.at(-1));
  }));
  const longest = runs.sort((a, b) => b.length - a.length || a.copy - b.copy || a.at - b.at).slice(0, MOST_RUNS);
  const best = []; // for each run the worth of the best chain that ends with it, and its last but one
  for (const run of longest.sort((a, b) => a.copy - b.copy || a.at - b.at)) {
    const own = { run, worth: run.length - PIECE, before: null };
    for (const before of best) {
      const cut = overlap(before.run, run), apart = Math.abs(run.copy - before.run.copy - run.at + before.run.at);
      const worth = before.worth + run.length - PIECE - cut - Math.floor(Math.min(apart, FARTHEST) / FAR);
      if (worth > own.worth) Object.assign(own, { worth, before });
    }
    best.push(own);
  }
  const chain = [];
  let last = best.reduce((a, b) => (b.worth > (a?.worth ?? -Infinity) ? b : a), null);
  for (; last; last = last.before) chain.unshift(last.run);
  chain.forEach((run, number) => {
    const cut = number ? overlap(chain[number - 1], run) : 0;
    chain[number] = { at: run.at + cut, copy: run.copy + cut, length: run.length - cut };
  });
  return chain;
}

// How many words a run must give up to follow another; more than there are if it cannot.
function overlap(before, run) {
  const cut = Math.max(0, before.at + before.length - run.at, before.copy + before.length - run.copy);
  return run.at >= before.at && run.copy >= before.copy && cut < run.length ? cut : Infinity;
}

// Everything that both have in common along a chain: its runs, and what the gaps share word by word.
export function filled(one, other, chain) {
  const all = [];
  const push = ({ at, copy, length }) => {
    const last = all.at(-1);
    if (last && last.at + last.length === at && last.copy + last.length === copy) last.length += length;
    else if (length) all.push({ at, copy, length });
  };
  let work = 0, at = 0, copy = 0;
  [...chain, { at: one.length, copy: other.length, length: 0 }].forEach((run, number) => {
    // Before the first run and behind the last the copy may go on for long; what belongs here is near.
    const isEnd = number === chain.length, reach = 2 * (run.at - at) + 20;
    const from = number === 0 && !isEnd ? Math.max(run.copy - reach, copy) : copy;
    const to = isEnd && number > 0 ? Math.min(run.copy, copy + reach) : run.copy;
    const product = (run.at - at) * (to - from), start = at;
    if (work + product <= MOST_GAPS) {
      work += product;
      sharedIn(one.slice(at, run.at), other.slice(from, to)).forEach(([i, j]) =>
        push({ at: start + i, copy: from + j, length: 1 }));
    }
    push(run);
    at = run.at + run.length;
    copy = run.copy + run.length;
  });
  return all;
}

// The places of a longest common subsequence; nothing if that is so little that it is chance.
function sharedIn(one, other) {
  const rows = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1)), shared = [];
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      rows[i][j] = one[i] === other[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  for (let i = 0, j = 0; 3 * rows[0][0] >= one.length && i < one.length && j < other.length;) {
    if (one[i] === other[j]) shared.push([i++, j++]);
    else if (rows[i + 1][j] >= rows[i][j + 1]) i += 1;
    else j += 1;
  }
  return shared;
}
