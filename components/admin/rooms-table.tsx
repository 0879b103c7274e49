import { Fragment, useId, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import type { ActiveRoom } from "#protocol/admin.ts";
import type { RoomCode } from "#protocol/room-code.ts";
import type { Acted } from "./acted.ts";
import { adminApi } from "./admin-api.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";
import { useIsolated } from "./isolated.ts";
import { PeopleTable } from "./people-table.tsx";
import { nextSorting, type RoomColumn, type Sorting, visibleRooms } from "./rooms-view.ts";
import {
  Cell,
  ColumnHeader,
  EmptyRow,
  Names,
  OpenedRow,
  OpenerCell,
  SearchField,
  Section,
  Table,
} from "./table-parts.tsx";
import { useTimeWords } from "./time-words.ts";

const COLUMNS = 6;

/** The rooms in which somebody is now; each opens to its people. */
export function RoomsTable({
  rooms,
  nowMs,
  onActed,
}: {
  rooms: readonly ActiveRoom[];
  /** The server's clock, to which the times belong. */
  nowMs: number;
  /** Something was done; the next overview shows it. */
  onActed: (what: Acted) => void;
}) {
  const text = useText("admin");
  const timeWords = useTimeWords();
  const isolated = useIsolated();
  const [search, setSearch] = useState("");
  // The start of a room never changes: rows stay where they are while one looks at them.
  const [sorting, setSorting] = useState<Sorting>({ column: "since", direction: "descending" });
  const [open, setOpen] = useState<ReadonlySet<RoomCode>>(new Set());
  const id = useId();
  const shown = visibleRooms(rooms, search, sorting);

  function toggle(code: RoomCode) {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(code)) after.add(code);
      return after;
    });
  }

  const header = (column: RoomColumn, label: string) => (
    <ColumnHeader
      isNumber={column !== "code"}
      sorted={sorting.column === column ? sorting.direction : "none"}
      onSort={() => setSorting(nextSorting(sorting, column))}
    >
      {label}
    </ColumnHeader>
  );

  return (
    <Section
      title={text("rooms.title")}
      aside={
        <SearchField
          label={text("rooms.search")}
          hint={text("rooms.searchHint")}
          value={search}
          onChange={setSearch}
        />
      }
    >
      <Table caption={text("rooms.caption")}>
        <thead>
          <tr>
            {header("code", text("rooms.code"))}
            <ColumnHeader>{text("rooms.people")}</ColumnHeader>
            {header("peopleNow", text("rooms.peopleNow"))}
            {header("peak", text("rooms.peak"))}
            {header("since", text("rooms.since"))}
            {header("relayedPairs", text("rooms.relayedPairs"))}
          </tr>
        </thead>
        <tbody>
          {shown.length === 0 && (
            <EmptyRow columns={COLUMNS}>
              {rooms.length === 0 ? text("rooms.none") : text("rooms.noMatch")}
            </EmptyRow>
          )}
          {shown.map((room) => {
            const { code } = room;
            const isOpen = open.has(code);
            const shownCode = isolated(code);
            return (
              <Fragment key={code}>
                <tr className="border-sunken border-t" data-room={code}>
                  <OpenerCell
                    label={text("rooms.open", { code: shownCode })}
                    isOpen={isOpen}
                    controls={`${id}-${code}`}
                    onToggle={() => toggle(code)}
                  >
                    <bdi className="tabular-nums">{code}</bdi>
                  </OpenerCell>
                  <Cell>
                    <Names of={room.people.map((person) => person.name)} />
                  </Cell>
                  <Cell isNumber>{room.people.length}</Cell>
                  <Cell isNumber>{room.peakPeople}</Cell>
                  <Cell isNumber>{timeWords(room.sinceMs, nowMs)}</Cell>
                  <Cell isNumber>{room.relayedPairs}</Cell>
                </tr>
                {isOpen && (
                  <OpenedRow id={`${id}-${code}`} columns={COLUMNS}>
                    <PeopleTable room={room} nowMs={nowMs} onActed={onActed} />
                    <div className="mt-3 flex justify-end">
                      <ConfirmedAction
                        label={text("rooms.end")}
                        accessibleLabel={text("rooms.end")}
                        question={text("rooms.endQuestion", {
                          code: shownCode,
                          people: room.people.length,
                        })}
                        confirmLabel={text("rooms.endConfirm")}
                        act={() => adminApi.endRoom(code)}
                        onDone={() => onActed({ what: "ended", code })}
                      />
                    </div>
                  </OpenedRow>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </Table>
    </Section>
  );
}
