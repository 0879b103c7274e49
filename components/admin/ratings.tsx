import { useFormatter } from "use-intl";
import { useText } from "#components/text/use-text.ts";
import type { Ratings as RatingSums } from "#protocol/admin.ts";
import { RATING_STARS_MAX, RatingProblem } from "#protocol/http.ts";
import { Cell, ColumnHeader, RowHeader, Section, Table } from "./table-parts.tsx";
import { useTimeWords } from "./time-words.ts";

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

/** How people found their calls: what they gave on average, and what was wrong, the most frequent first. */
export function Ratings({ ratings, nowMs }: { ratings: RatingSums; nowMs: number }) {
  const { count, stars, problems, sinceMs } = ratings;
  const text = useText("admin");
  const format = useFormatter();
  const timeWords = useTimeWords();
  const since = timeWords(sinceMs, nowMs);
  if (count === 0) {
    return (
      <Section title={text("ratings.title")}>
        <p className="text-small text-muted">{text("ratings.none", { since })}</p>
      </Section>
    );
  }
  const found = RatingProblem.options
    .map((problem) => ({ problem, times: problems[problem] }))
    .filter(({ times }) => times > 0)
    .sort((a, b) => b.times - a.times);
  return (
    <Section title={text("ratings.title")}>
      <p className="tabular-nums">
        {text("ratings.average", {
          average: format.number(stars / count, ONE_DIGIT),
          most: RATING_STARS_MAX,
          count,
          since,
        })}
      </p>
      {found.length > 0 && (
        <Table caption={text("ratings.caption")}>
          <thead>
            <tr>
              <ColumnHeader>{text("ratings.problem")}</ColumnHeader>
              <ColumnHeader isNumber>{text("ratings.times")}</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {found.map(({ problem, times }) => (
              <tr key={problem} className="border-sunken border-t">
                <RowHeader>{text(`ratings.problems.${problem}`)}</RowHeader>
                <Cell isNumber>{times}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
