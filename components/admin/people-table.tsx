import type { z } from "zod/mini";
import { useText } from "#components/text/use-text.ts";
import type { ActivePerson, ActiveRoom } from "#protocol/admin.ts";
import type { Acted } from "./acted.ts";
import { adminApi } from "./admin-api.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";
import { useIsolated } from "./isolated.ts";
import { Cell, ColumnHeader, InnerTable, Names, RowHeader } from "./table-parts.tsx";
import { useTimeWords } from "./time-words.ts";

type Person = z.infer<typeof ActivePerson>;

function routeKey(route: Person["route"]) {
  if (route === null) return "people.noRoute";
  return route === "relay" ? "people.relay" : "people.direct";
}

/** Who is in a room, with the way to send somebody out. */
export function PeopleTable({
  room,
  nowMs,
  onActed,
}: {
  room: ActiveRoom;
  nowMs: number;
  onActed: (what: Acted) => void;
}) {
  const text = useText("admin");
  const timeWords = useTimeWords();
  const isolated = useIsolated();
  const code = isolated(room.code);
  return (
    <InnerTable caption={text("people.caption", { code })}>
      <thead>
        <tr>
          <ColumnHeader>{text("people.name")}</ColumnHeader>
          <ColumnHeader>{text("people.role")}</ColumnHeader>
          <ColumnHeader isNumber>{text("people.joined")}</ColumnHeader>
          <ColumnHeader>{text("people.browser")}</ColumnHeader>
          <ColumnHeader>{text("people.route")}</ColumnHeader>
          <ColumnHeader>{text("people.presence")}</ColumnHeader>
          <th scope="col" className="px-3 py-1">
            <span className="sr-only">{text("people.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {room.people.map((person) => {
          const { id } = person;
          const name = isolated(person.name);
          return (
            <tr key={id} className="border-sunken border-t" data-person={id}>
              <RowHeader>
                <Names of={[person.name]} />
              </RowHeader>
              <Cell>
                <span className="whitespace-nowrap">{text(`people.${person.role}`)}</span>
              </Cell>
              <Cell isNumber>{timeWords(person.joinedAtMs, nowMs)}</Cell>
              <Cell>
                <span className="whitespace-nowrap">{person.browser}</span>
              </Cell>
              <Cell>
                <span className="whitespace-nowrap">{text(routeKey(person.route))}</span>
              </Cell>
              <Cell>
                <span className={`whitespace-nowrap ${person.away ? "text-fair" : "text-good"}`}>
                  {text(person.away ? "people.away" : "people.here")}
                </span>
              </Cell>
              <td className="px-1 py-0 text-end align-top">
                <ConfirmedAction
                  label={text("people.remove")}
                  accessibleLabel={text("people.removeName", { name })}
                  question={text("people.removeQuestion", { name, code })}
                  confirmLabel={text("people.removeConfirm", { name })}
                  act={() => adminApi.removePerson(room.code, id)}
                  onDone={() => onActed({ what: "removed", name: person.name })}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </InnerTable>
  );
}
