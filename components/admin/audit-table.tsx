import { useText } from "#components/text/use-text.ts";
import type { AdminOverview } from "#protocol/admin.ts";
import { Cell, ColumnHeader, EmptyRow, RowHeader, Section, Table } from "./table-parts.tsx";
import { useTimeWords } from "./time-words.ts";

const COLUMNS = 4;

/** Who signed in and out, and what was done to rooms and people. */
export function AuditTable({ audit, nowMs }: { audit: AdminOverview["audit"]; nowMs: number }) {
  const text = useText("admin");
  const timeWords = useTimeWords();
  return (
    <Section title={text("audit.title")}>
      <Table caption={text("audit.caption")}>
        <thead>
          <tr>
            <ColumnHeader>{text("audit.time")}</ColumnHeader>
            <ColumnHeader>{text("audit.action")}</ColumnHeader>
            <ColumnHeader>{text("audit.room")}</ColumnHeader>
            <ColumnHeader>{text("audit.person")}</ColumnHeader>
          </tr>
        </thead>
        <tbody>
          {audit.length === 0 && <EmptyRow columns={COLUMNS}>{text("audit.none")}</EmptyRow>}
          {audit.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be equal, and none has a state to lose
            <tr key={`${row.atMs} ${at}`} className="border-sunken border-t">
              <Cell>
                <span className="whitespace-nowrap tabular-nums">{timeWords(row.atMs, nowMs)}</span>
              </Cell>
              <RowHeader>{text(`audit.actions.${row.action}`)}</RowHeader>
              <Cell>
                <bdi className="whitespace-nowrap tabular-nums">
                  {row.code ?? text("audit.nothing")}
                </bdi>
              </Cell>
              <Cell>
                <bdi>{row.subject ?? text("audit.nothing")}</bdi>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
