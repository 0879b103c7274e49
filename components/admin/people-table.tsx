import type { z } from "zod/mini";
import type { ActivePerson, ActiveRoom } from "#protocol/admin.ts";
import { adminApi } from "./admin-api.ts";
import { formatTime, text } from "./admin-text.ts";
import { ConfirmedAction } from "./confirmed-action.tsx";
import { Cell, ColumnHeader, InnerTable, RowHeader } from "./table-parts.tsx";

type Person = z.infer<typeof ActivePerson>;

function routeText(route: Person["route"]): string {
  if (route === null) return text("people.noRoute");
  return route === "relay" ? text("people.relay") : text("people.direct");
}

/** Who is in a room, with the way to send somebody out. */
export function PeopleTable({
  room,
  nowMs,
  onActed,
}: {
  room: ActiveRoom;
  nowMs: number;
  onActed: (said: string) => void;
}) {
  const { code } = room;
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
          const { id, name } = person;
          return (
            <tr key={id} className="border-sunken border-t" data-person={id}>
              <RowHeader>
                <bdi className="block max-w-60 truncate">{name}</bdi>
              </RowHeader>
              <Cell>{text(person.role === "host" ? "people.host" : "people.guest")}</Cell>
              <Cell isNumber>{formatTime(person.joinedAtMs, nowMs)}</Cell>
              <Cell>
                <span className="whitespace-nowrap">{person.browser}</span>
              </Cell>
              <Cell>{routeText(person.route)}</Cell>
              <Cell>
                <span className={person.away ? "text-fair" : "text-good"}>
                  {text(person.away ? "people.away" : "people.here")}
                </span>
              </Cell>
              <td className="px-1 py-0 text-right align-top">
                <ConfirmedAction
                  label={text("people.remove")}
                  accessibleLabel={text("people.removeName", { name })}
                  question={text("people.removeQuestion", { name, code })}
                  confirmLabel={text("people.removeConfirm", { name })}
                  act={() => adminApi.removePerson(code, id)}
                  onDone={() => onActed(text("people.removed", { name }))}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </InnerTable>
  );
}
