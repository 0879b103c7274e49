/** What the tables of this page have in common. */

import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Search } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useFormatter } from "use-intl";

const cell = "px-3 py-2 align-top";
const numeric = "whitespace-nowrap text-end tabular-nums";

/** A table that scrolls sideways in its own box, so that a phone's page never does. */
export function Table({ caption, children }: { caption: string; children: ReactNode }) {
  const id = useId();
  return (
    // A box that scrolls must be reachable by keyboard, and then it needs a name.
    <section
      aria-labelledby={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard needs the focus
      tabIndex={0}
      // Relative: texts for screen readers alone are placed absolutely, and would widen the page instead of this box.
      className="relative overflow-x-auto rounded-card bg-raised shadow-raised"
    >
      <table className="w-full border-collapse text-small">
        <caption id={id} className="sr-only">
          {caption}
        </caption>
        {children}
      </table>
    </section>
  );
}

/** A column's header; with `onSort` it is a button that says how the column is sorted. */
export function ColumnHeader({
  children,
  isNumber = false,
  sorted,
  onSort,
}: {
  children: string;
  isNumber?: boolean;
  sorted?: "ascending" | "descending" | "none";
  onSort?: () => void;
}) {
  const Arrow = sorted === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={`whitespace-nowrap px-3 py-1 font-medium text-muted ${isNumber ? "text-end" : "text-start"}`}
    >
      {onSort === undefined ? (
        children
      ) : (
        <button
          type="button"
          onClick={onSort}
          className={`-mx-2 inline-flex min-h-11 items-center gap-1 rounded-control px-2 hover:text-text sm:min-h-9 ${isNumber ? "flex-row-reverse" : ""}`}
        >
          {children}
          <Arrow
            aria-hidden="true"
            size={14}
            className={sorted === "none" || sorted === undefined ? "invisible" : "text-accent"}
          />
        </button>
      )}
    </th>
  );
}

/** A cell; a number is written as in the language of the page. */
export function Cell({ children, isNumber = false }: { children: ReactNode; isNumber?: boolean }) {
  const format = useFormatter();
  return (
    <td className={`${cell} ${isNumber ? numeric : ""}`}>
      {typeof children === "number" ? format.number(children) : children}
    </td>
  );
}

/** The cell that names its row. */
export function RowHeader({ children }: { children: ReactNode }) {
  return (
    <th scope="row" className={`${cell} whitespace-nowrap text-start font-normal`}>
      {children}
    </th>
  );
}

/** A row that says that there are no rows, and why. */
export function EmptyRow({ columns, children }: { columns: number; children: string }) {
  return (
    <tr className="border-sunken border-t">
      <td colSpan={columns} className="px-3 py-6 text-center text-muted">
        {children}
      </td>
    </tr>
  );
}

/** The first cell of a row that opens; the button says whether it is open. */
export function OpenerCell({
  label,
  isOpen,
  controls,
  onToggle,
  children,
}: {
  label: string;
  isOpen: boolean;
  controls: string;
  onToggle: () => void;
  children: ReactNode;
}) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <th scope="row" className="px-1 py-0 align-top font-normal">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? controls : undefined}
        aria-label={label}
        onClick={onToggle}
        className="flex min-h-11 w-full items-center gap-1 whitespace-nowrap rounded-control px-2 text-start hover:bg-sunken sm:min-h-9"
      >
        <Chevron
          aria-hidden="true"
          size={16}
          className={`shrink-0 text-muted ${isOpen ? "" : "rtl:rotate-180"}`}
        />
        {children}
      </button>
    </th>
  );
}

/** What a row opens to, over the whole width. */
export function OpenedRow({
  id,
  columns,
  children,
}: {
  id: string;
  columns: number;
  children: ReactNode;
}) {
  return (
    <tr id={id}>
      <td colSpan={columns} className="px-3 pb-4 sm:ps-9">
        {/* On a phone it stays in sight while the rows around it scroll sideways. */}
        <div className="sticky start-3 max-w-[calc(100vw-3.5rem)] sm:static sm:max-w-none">
          {children}
        </div>
      </td>
    </tr>
  );
}

/** A table inside a row: quieter than the one around it. */
export function InnerTable({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard needs the focus
    <section aria-label={caption} tabIndex={0} className="relative overflow-x-auto rounded-control">
      <table className="w-full border-collapse bg-surface">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  );
}

/** Names as people gave them, each on its own direction of writing. */
export function Names({ of: names }: { of: readonly string[] }) {
  const format = useFormatter();
  // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and nothing here has a state to lose
  const isolated = names.map((name, at) => <bdi key={at}>{name}</bdi>);
  return <span className="block max-w-72 truncate">{format.list(isolated, { type: "unit" })}</span>;
}

export function SearchField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
}) {
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden="true"
        size={16}
        className="pointer-events-none absolute top-1/2 start-3 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={hint}
        value={value}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="field ps-9 sm:min-h-9 sm:text-small"
      />
    </div>
  );
}

/** A part of the page: its title, and what stands beside it. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <h2 className="font-semibold text-large">{title}</h2>
        {aside}
      </div>
      {children}
    </div>
  );
}
