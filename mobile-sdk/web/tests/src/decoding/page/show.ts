import { type Score, timesOf } from "../compare.js";

/** A set of pictures and how each reader did on it: a table, and its bars. */
export function shown(title: string, scores: Record<string, Score>, pictures: number): HTMLElement {
  const section = element("section", [element("h2", [`${title}: ${pictures} pictures`])]);
  const rows = Object.entries(scores).map(([name, score]) => {
    const { mean, median, p95 } = timesOf(score);
    return [name, `${score.read.size}`, `${score.wrong.length}`, ...[mean, median, p95].map((time) => time.toFixed(1))];
  });
  section.append(table(["", "read", "wrong", "mean ms", "median ms", "95 of 100 below ms"], rows));
  const longest = Math.max(...Object.values(scores).map((score) => timesOf(score).mean));
  const bars = Object.entries(scores).flatMap(([name, score]) => {
    const { mean } = timesOf(score);
    const length = element("span", []);
    // Set here: an attribute with a style would be against the page's policy.
    length.style.width = `${(60 * mean) / longest}%`;
    const bar = element("div", [length, element("span", [`${mean.toFixed(1)} ms, ${score.read.size} read`])]);
    bar.className = name.startsWith("ours") ? "bar ours" : "bar";
    return [element("span", [name]), bar];
  });
  const chart = element("div", bars);
  chart.className = "chart";
  section.append(chart);
  return section;
}

/** What every reader read in pictures of unknown text. */
export function texts(read: { name: string; by: string; text: string | undefined; time: number }[]): HTMLElement {
  const rows = read.map(({ name, by, text, time }) => [name, by, time.toFixed(1), text ?? "nothing"]);
  const made = table(["picture", "reader", "ms", "text"], rows);
  made.className = "texts";
  return element("section", [element("h2", ["Pictures of your own"]), made]);
}

function table(heads: string[], rows: string[][]): HTMLElement {
  const line = (cells: string[], tag: "th" | "td"): HTMLElement =>
    element(
      "tr",
      cells.map((cell) => element(tag, [cell])),
    );
  return element("table", [
    element("thead", [line(heads, "th")]),
    element(
      "tbody",
      rows.map((row) => line(row, "td")),
    ),
  ]);
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  children: (Node | string)[],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}
